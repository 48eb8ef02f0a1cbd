"""mrkdwn becomes HTML, and nothing but HTML that we meant."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.render.mrkdwn import mrkdwn
from sandbox.render.names import Names

NAMES = Names(
    users={"U1": "Maya", "U2": "Jonas"},
    channels={"C1": "leads"},
    groups={"S1": "sales"},
    me="U1",
    now=datetime(2026, 8, 24, 9, 0, tzinfo=UTC),
    tz=ZoneInfo("Europe/Berlin"),
)


def html(text: str) -> str:
    return str(mrkdwn(text, NAMES))


def words(text: str) -> str:
    """What a reader sees of it, tags taken out."""
    return re.sub(r"<[^>]+>", "", html(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("a_b_c 2*3*4", "a_b_c 2*3*4"),
        ("* not bold*", "* not bold*"),
        ("**", "**"),
        ("`*code*`", "<code>*code*</code>"),
        ("a\nb", "a<br>b"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("> said\nafter", "<blockquote>said</blockquote>after"),
        ("&gt; said", "<blockquote>said</blockquote>"),
        (">>> a\nb", "<blockquote>a<br>b</blockquote>"),
        ("x\n```\n*raw*\n```\ny", "x<pre>*raw*</pre>y"),
        (":nobody_has_this:", ":nobody_has_this:"),
        ("at 12:30:45", "at 12:30:45"),
    ],
)
def test_markup(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U2>", "@Jonas"),
        ("<@U9>", "@U9"),
        ("<#C1|old>", "#leads"),
        ("<#C9|old>", "#old"),
        ("<!channel>", "@channel"),
        ("<!subteam^S1>", "@sales"),
        ("<https://a.example/?x=1&amp;y=2|label>", "label"),
        ("<mailto:a@b.example>", "a@b.example"),
        (":wave:", "👋"),
        (":+1::skin-tone-3:", "👍🏼"),
        ("<!date^1787562000^{date_short} {time}|then>", "24 Aug 2026 11:00"),
        ("<!date^1787562000^{date_pretty}|then>", "today"),
        ("<!date^1787561760^{ago}|then>", "4 minutes ago"),
        ("<!date^soon^{time}|then>", "then"),
    ],
)
def test_entities(text: str, shown: str) -> None:
    assert words(text) == shown


def test_ones_own_mention_is_marked() -> None:
    assert "mention-me" in html("<@U1>")
    assert "mention-me" not in html("<@U2>")


def test_links_open_apart_and_only_to_safe_schemes() -> None:
    assert 'href="https://a.example/b" target="_blank"' in html("see https://a.example/b.")
    assert "href" not in html("<javascript:alert(1)|click>")
    assert html("<script>") == "&lt;script&gt;"


def test_verbatim_text_gets_no_links() -> None:
    assert "href" not in mrkdwn("https://a.example", NAMES, verbatim=True)


@given(st.text(alphabet="*_~`<>&|:!@#^\\\"' \nab\ue0000\ue0011", max_size=60))
def test_whatever_is_typed_no_foreign_tag_appears(text: str) -> None:
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]+)", html(text)))
    assert tags <= {"strong", "em", "s", "code", "pre", "blockquote", "br", "span", "a", "time"}
