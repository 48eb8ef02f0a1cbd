"""The digest's screens: what they say, what Slack takes, and nothing that pings."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.blocks import answers as answer_blocks
from bot.blocks import campaign as campaign_blocks
from bot.blocks import changes as change_blocks
from bot.blocks import digest as blocks
from bot.blocks import digest_details as details
from bot.blocks.message import Block, Message
from bot.domain.agreement import Promises
from bot.domain.changes import ChangeList, ChangeProgress, Measure, Proposal
from bot.domain.digest import WeekFacts
from bot.domain.figures import CampaignFigures, with_readings
from bot.domain.findings import findings
from bot.domain.notable import Notable
from bot.domain.segments import Dimension, PitchCount, Segment
from bot.domain.stats import Agreement, Share
from sandbox.checks import check_blocks, check_view
from tests.unit.bot.blocks import hostile
from tests.unit.bot.facts import (
    CAMPAIGNS,
    DISAGREES,
    EXPO,
    NAMES,
    NOT_NOW,
    NOW,
    SEARCH,
    figures,
    tidewell,
)

MAX_CHARACTERS = 10_000
TODAY = NOW.date()
PROPOSAL = Proposal("id-logiexpo", "LogiExpo", "2026-W34", "29 of 88 taken", Measure.TAKEN, ())


def texts(value: Any) -> Iterator[str]:
    """Every text that a person reads, at any depth."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("text", "caption", "title", "label") and isinstance(item, str):
                yield item
            else:
                yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def shown(message: Message) -> str:
    return "\n".join(texts(message.blocks))


def test_the_drawn_week() -> None:
    digest = shown(blocks.digest(tidewell()))
    for expected in (
        "📬 Week 34 · 17–23 Aug 2026",
        "LogiExpo sends us the wrong people.",
        "41 leads → 26 taken → 22 contacted → 9 meetings · €\u00a0184k opened",
        "Posted→first contact 47\u00a0min (68\u00a0min before) · 5 unanswered",
        "Leads per rep 8.7 (7.3 before) · meetings per 100 leads 22 (24 before: no real change)",
        "29/88\u00a0\u00a024–\u206043\u00a0%",
        "too few to judge",
        "116 of 139 taken leads have an answer (83\u00a0%)",
        "Dock webinar: customer proof (14 of 31 that landed)",
        "“Hamm costs us two hours a truck” (Maya, Kestrel)",
        "LogiExpo: wrong person\u00a031 · student\u00a017 · wrong company\u00a011",
        "*Asked for*  SSO: 5 companies, 4 in our target",
        "*Lost to*  Gatevia 3 (2× price, 1× feature or integration)",
        "Lena, week 29, after Jonas, Maya, Priya",
        "landed 6/26 → 19/30 (+40\u00a0points, likely +14 to +59)",
        "⏳ LogiExpo: badge question (promised for 12 Sep)",
        "judged 71 of 92 alike (77\u00a0%; chance ≈ 50\u00a0%)",
        "We'll change this: LogiExpo",
    ):
        assert expected in digest
    for jargon in ("MQL", "SAL", "Wilson", "kappa", "p-value"):
        assert jargon not in digest


def test_the_table_lists_by_reading_and_never_ranks_the_tiny_one_best() -> None:
    [table] = [b for b in blocks.digest(tidewell()).blocks if b["type"] == "data_table"]
    names = [row[0]["text"] for row in table["rows"]]
    assert names == ["Campaign", "Second site", "Dock webinar", "Search", "LogiExpo", "Calculator"]
    assert [cell["text"] for cell in table["rows"][4]][:2] == ["LogiExpo", "below the rest"]


def test_the_chart_draws_no_bar_of_chance() -> None:
    [chart] = [b for b in blocks.digest(tidewell()).blocks if b["type"] == "data_visualization"]
    assert "Calculator" not in chart["chart"]["axis_config"]["categories"]
    only_one = with_readings([CAMPAIGNS[1], CAMPAIGNS[4]])
    alone = blocks.digest(tidewell(campaigns=only_one))
    assert "data_visualization" not in [block["type"] for block in alone.blocks]


def test_where_nobody_says_what_landed_the_chart_shows_what_was_taken() -> None:
    campaigns = with_readings([figures(f"Page {n}", Share(n, 50), Share()) for n in range(3)])
    [chart] = [
        block
        for block in blocks.digest(tidewell(campaigns=campaigns)).blocks
        if block["type"] == "data_visualization"
    ]
    assert chart["title"] == "Taken by campaign, last 6 weeks"


def test_buttons_carry_the_week_and_the_campaign() -> None:
    *_, last = blocks.digest(tidewell()).blocks
    assert [(b["action_id"], b["value"]) for b in last["elements"]] == [
        ("promise_change", "2026-W34|id-logiexpo"),
        ("not_now_change", "2026-W34|id-logiexpo"),
        ("disagree_change", "2026-W34|id-logiexpo"),
        ("all_figures", "2026-W34"),
    ]


ANSWERED: dict[str, dict[str, Any]] = {
    "⏳ Lena changes LogiExpo by 12 Sep: badge question": {"promised": (EXPO,)},
    "💤 LogiExpo: not now (Lena, 24 Aug)": {
        "answers": (NOT_NOW, replace(NOT_NOW, measure=Measure.LANDED))
    },
    "💬 LogiExpo: “half were students” (Lena disagrees, 24 Aug)": {"answers": (DISAGREES,)},
}


@pytest.mark.parametrize("line", ANSWERED)
def test_every_answer_stands_beside_the_buttons_of_its_finding(line: str) -> None:
    """Also in the thread; somebody may answer otherwise."""
    since = tidewell(**ANSWERED[line], changes=())
    for message in (blocks.digest(since), details.thread(since)):
        assert shown(message).count(line) == 1
        assert "not_now_change" in str(message.blocks)
        assert "primary" not in str(message.blocks), "nobody is asked for it any more"
    assert line in blocks.digest(since).text
    assert "We'll change this: LogiExpo" in shown(blocks.digest(since))
    fair = replace(since.findings[0], campaign="Fair", campaign_id="id-fair")
    behind = replace(since, findings=(*since.findings, fair))
    assert "We'll change this: Fair" in shown(blocks.digest(behind)), "the next one's turn"


def test_a_promise_stands_in_a_digest_once() -> None:
    told = shown(blocks.digest(tidewell(promised=(EXPO,))))
    assert "⏳ Lena changes" not in told, "the digest's own list has it"
    assert "We'll change this: LogiExpo" in told
    elsewhere = shown(blocks.digest(tidewell(promised=(SEARCH,), changes=())))
    assert "We'll change this: LogiExpo" in elsewhere
    assert "Lena changed" not in elsewhere, "this digest found nothing of it"
    quiet = replace(SEARCH, period="2026-W34")
    offered = shown(blocks.digest(tidewell(promised=(quiet,), changes=())))
    assert "Lena changed Search" in offered, "the most turned down, which it offered to answer"


def test_when_nothing_stands_out_the_most_turned_down_is_offered() -> None:
    alike = [figures(f"C{n}", Share(30, 60), Share(15, 30)) for n in range(3)]
    alike[1] = replace(alike[1], why_no=(("student", 12),))
    judged = with_readings(alike)
    facts = tidewell(campaigns=judged, findings=findings(judged))
    *_, last = blocks.digest(facts).blocks
    assert last["elements"][0]["value"] == "2026-W34|id-c1"
    quiet = with_readings([alike[0], alike[2]])
    *_, last = blocks.digest(tidewell(campaigns=quiet, findings=())).blocks
    assert [b["action_id"] for b in last["elements"]] == ["all_figures"]


def test_a_late_digest_and_a_preview_say_so() -> None:
    assert "nothing was running" in shown(blocks.digest(tidewell(late=True)))
    assert "nothing was running" not in shown(blocks.digest(tidewell()))
    assert "Preview" in shown(blocks.digest(tidewell(), note="Preview"))


def test_an_empty_week() -> None:
    facts = tidewell(
        headline="No leads came in.",
        week=WeekFacts(),
        before=WeekFacts(),
        campaigns=(),
        findings=(),
        say_more=(),
        lost_to=(),
        asked_for=(),
        changes=(),
        agreement=Agreement(),
    )
    for message in (blocks.digest(facts), blocks.headline(facts), details.thread(facts)):
        assert check_blocks(message.blocks, "message") == []
        assert shown(message).count("No leads") == (0 if "All figures" in message.text else 1)
    assert "unanswered" not in shown(blocks.digest(facts))
    busy = tidewell(week=WeekFacts())
    assert "No leads came in" in shown(blocks.digest(busy)), "the sentence is about six weeks"
    assert "alike" not in shown(blocks.digest(facts))
    assert check_view(details.all_figures(facts), "modal") == []


def test_sales_gets_the_sentence_what_to_say_and_what_was_done() -> None:
    short = shown(blocks.headline(tidewell()))
    assert "LogiExpo sends us the wrong people." in short
    assert "Hamm costs us two hours" in short
    assert "landed 6/26 → 19/30" in short
    assert "wrong person" not in short
    assert "promise_change" not in json.dumps(blocks.headline(tidewell()).blocks)


def test_the_thread_has_every_campaign_and_every_finding() -> None:
    thread = details.thread(tidewell())
    assert "29 of 88 taken (33\u00a0%, the rest 79\u00a0%)" in shown(thread)
    [answers] = [block["elements"] for block in thread.blocks if block["type"] == "actions"]
    named = ["promise_change", "not_now_change", "disagree_change"]
    assert [button["action_id"] for button in answers] == named, "once for a campaign"
    assert "Calculator" in shown(thread)


def test_the_thread_says_by_what_else_leads_differ() -> None:
    segments = (
        Segment(Dimension.COUNTRY, "DE", delivered=64, taken=52, told=44, landed=31, unanswered=4),
        Segment(Dimension.COUNTRY, "FR", delivered=5, taken=3, told=2, landed=2, unanswered=1),
        Segment(Dimension.SIZE, "11–50", delivered=69),
    )
    pitch = (
        PitchCount("opened_with", "own", 40, 12),
        PitchCount("opened_with", "promise", 44, 31),
        PitchCount("promise_true", "yes", 4, 3),
        PitchCount("promise_true", "no", 3, 0),
    )
    facts = tidewell(
        segments=segments,
        pitch=pitch,
        discounts=(("no", 12), ("budget", 3), ("", 4)),
        promises=Promises(Share(139, 228), Share(60, 139), Share(4, 5)),
        notable=(Notable("opened_with", "promise", Measure.LANDED, Share(31, 44), Share(12, 40)),),
    )
    modal = "\n".join(texts(details.all_figures(facts)["blocks"]))
    for drawn in (shown(details.thread(facts)), modal):
        said = drawn.replace("\u00a0", " ").replace("\u2060", "")
        for expected in (
            "*By country*\n• DE, 64 leads: taken 52/64  70–89 % (4 unanswered: 81–88 % whatever "
            "they say) · landed 31/44  56–82 % (44 of 52 told: 60–75 %)",
            "• FR, 5 leads: taken 3/5 · landed 2/2 (2 of 3 told: 67–100 %)",
            "*Opened with*  answered for 84 of 116 told\n• own words: landed 12/40  18–45 %",
            "“our promise” against the others: +40 points, likely +19 to +57",
            "yes: landed 3/4 (too few to judge)",
            "“yes” against the others: too few to judge",
            "*Discounts on won deals*  no discount 12, their budget 3, not said 4",
            "Marketing: qualified, of those taken 60/139  35–51 %",
            "Sales: contacted in time 4/5 (too few to judge)",
        ):
            assert expected in said
        assert "By company size" not in said, "one size alone tells nothing apart"
    digest = shown(blocks.digest(facts)).replace("\u00a0", " ").replace("\u2060", "")
    assert (
        "*Also stands out*\nOpened with our promise: landed 31/44  56–82 %, the others 12/40"
        in digest
    )
    assert "60 of 139 taken leads qualified (43 %)" in digest
    assert "By country" not in digest


def test_a_table_that_leaves_campaigns_out_says_so() -> None:
    many = [figures(f"C{n}", Share(30, 50), Share(10, 20)) for n in range(47)]
    thread = shown(details.thread(tidewell(campaigns=tuple(many))))
    assert "30 of 47 campaigns since 13 Jul" in thread
    assert "The other 17: `/leads export`" in thread
    assert "All campaigns since 13 Jul" in shown(details.thread(tidewell()))


def test_the_text_alone_says_it_all() -> None:
    """Slack shows it in pushes and to screen readers, and we fall back on it."""
    text = blocks.digest(tidewell()).text
    assert text.startswith("The change to Search works")
    for expected in ("41 leads", "LogiExpo: taken 29/88", "wrong person\u00a031", "badge question"):
        assert expected in text


def screens(text: str) -> Iterator[tuple[str, list[Block], str]]:
    """Every screen with `text` wherever something comes from outside: name, blocks, plain text."""
    facts, people = hostile.facts(text), {f"U0{n}": text for n in range(20)}
    changed = ChangeList((hostile.progress(text),) * 20, people)
    still_open = ChangeList((ChangeProgress(hostile.open_change(text)),) * 20, people)
    report = hostile.report(text)
    messages = {
        "digest": blocks.digest(facts),
        "thread": details.thread(facts),
        "headline": blocks.headline(facts),
        "monthly": blocks.monthly(replace(facts, period="2026-08")),
        "overdue": change_blocks.overdue(hostile.open_change(text), people, TODAY),
        "told": change_blocks.told(hostile.change(text), people),
        "changes": change_blocks.listing(changed, TODAY),
        "open changes": change_blocks.listing(still_open, TODAY),
        "not now": answer_blocks.not_now(text),
        "ended": change_blocks.ended(hostile.change(text)),
        "overview": campaign_blocks.overview(facts.campaigns),
        "report": campaign_blocks.report(report, "2026-W34", NOW, ZoneInfo("UTC")),
        "worked": campaign_blocks.worked([(report.figures, report.quotes[0])] * 5),
        "worked in": campaign_blocks.worked_in(report),
    }
    for name, message in messages.items():
        yield name, message.blocks, message.text


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_slack_takes_every_screen_whatever_people_write(text: str) -> None:
    for name, drawn, plain in screens(text):
        assert check_blocks(drawn, "message") == [], name
        assert sum(map(len, texts(drawn))) < MAX_CHARACTERS, name
        assert len(plain) < 4000, name
    proposal = replace(PROPOSAL, campaign=text, finding=text, cites=("U01",), names={"U01": text})
    for view in (
        change_blocks.form(proposal, TODAY),
        change_blocks.promised(hostile.change(text)),
        details.all_figures(hostile.facts(text)),
    ):
        assert check_view(view, "modal") == []


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_nothing_from_outside_pings_links_or_is_cut_in_an_entity(text: str) -> None:
    for name, drawn, plain in screens(text):
        for written in (*_mrkdwn(drawn), plain):
            assert not re.search(r"<[!@#h]", written), name
            assert not re.search(r"&(?!(amp|lt|gt);)", written), name
        for element in _objects(drawn):
            assert element["verbatim"] is True, name


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value
        for item in value.values():
            yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _mrkdwn(value: Any) -> Iterator[str]:
    return (element["text"] for element in _objects(value))


def test_a_rep_reads_what_changes_because_of_them() -> None:
    told = change_blocks.told(EXPO, NAMES)
    assert told.text == "Lena changes LogiExpo because of what you said: badge question"
    assert "badge question (promised for 12 Sep)" in shown(told)
    assert "You said so: 29 of 88 taken" in shown(told)
    assert "You and 2 colleagues said so" in shown(change_blocks.told(SEARCH, NAMES))


def test_the_form_says_who_will_be_told() -> None:
    view = change_blocks.form(replace(PROPOSAL, cites=("U0MAYA", "U0NEW"), names=NAMES), TODAY)
    assert view["private_metadata"] == "2026-W34|id-logiexpo"
    assert "Maya and 1 more will be told" in "\n".join(texts(view))
    nobody = change_blocks.form(PROPOSAL, TODAY)
    assert "Nobody has said anything" in "\n".join(texts(nobody))


def test_the_list_offers_to_end_only_what_is_open() -> None:
    both = ChangeList((ChangeProgress(EXPO), ChangeProgress(SEARCH, Share(6, 26), Share(2, 3))))
    message = change_blocks.listing(both, TODAY)
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    assert [[(b["action_id"], b["value"]) for b in row] for row in rows] == [
        [("keep_change", "c2"), ("drop_change", "c2")]
    ]
    assert "too few leads to compare" in shown(message)
    assert "Nothing was promised yet" in change_blocks.listing(ChangeList(), TODAY).text


def test_an_overdue_promise_says_so() -> None:
    lines = change_blocks.change_lines(ChangeProgress(EXPO), NAMES, TODAY.replace(month=10))
    assert lines[0].endswith("badge question (overdue, promised for 12 Sep)")


def test_how_to_read_names_the_weeks_or_the_month() -> None:
    assert "over six weeks" in shown(details.thread(tidewell()))
    month = details.all_figures(tidewell(period="2026-08"))
    assert "over the month" in "\n".join(texts(month))


def test_a_campaigns_report() -> None:
    given = hostile.report("Dock")
    message = campaign_blocks.report(given, "2026-W34", NOW, ZoneInfo("UTC"))
    assert "Taken 5/9 · landed 5/9" in shown(message)
    assert "“Dock” (Dock, Dock)" in shown(message)
    assert message.blocks[-1]["elements"][0]["value"].startswith("2026-W34|")


def test_no_figures_yet() -> None:
    none: tuple[CampaignFigures, ...] = ()
    assert "No leads came in" in campaign_blocks.overview(none).text
    assert "Nobody has said yet" in campaign_blocks.worked([]).text
