"""The digest on a terminal."""

from io import StringIO

from rich.console import Console

from bot import terminal
from bot.domain.digest import DigestFacts, WeekFacts
from bot.domain.figures import with_readings
from bot.domain.stats import Agreement, Share
from tests.unit.bot.blocks import hostile
from tests.unit.bot.facts import figures, tidewell


def printed(facts: DigestFacts, width: int = 120) -> str:
    out = StringIO()
    Console(file=out, width=width, no_color=True).print(terminal.digest(facts))
    return out.getvalue().replace("\u00a0", " ").replace("\u2060", "")


def test_it_says_what_the_digest_says() -> None:
    text = printed(tidewell())
    for expected in (
        "Week 34 · 17–23 Aug 2026",
        "LogiExpo sends us the wrong people.",
        "41 leads → 26 taken → 22 contacted → 9 meetings · € 184k opened",
        "29/88  24–43 %",
        "too few to judge",
        "116 of 139 taken leads have an answer (83 %)",
        "customer proof (14 of 31 that landed)",
        "wrong person 31 · student 17 · wrong company 11",
        "SSO: 5 companies, 4 in our target",
        "Gatevia 3 (2× price, 1× feature or integration)",
        "landed 6/26 → 19/30 (+40 points, likely +14 to +59)",
        "71 of 92 alike",
    ):
        assert expected in text


def test_an_empty_week_is_short() -> None:
    nothing = tidewell(
        week=WeekFacts(), before=WeekFacts(), campaigns=(), findings=(), say_more=(), lost_to=(),
        changes=(), agreement=Agreement(), headline="No leads came in.",
    )  # fmt: skip
    assert "No leads came in." in printed(nothing)
    assert "Why no" not in printed(nothing)


def test_markup_in_names_is_text() -> None:
    campaigns = with_readings([figures("[bold]x[/bold] [/]", Share(5, 9), Share(1, 2))])
    assert "[bold]x[/bold] [/]" in printed(tidewell(campaigns=campaigns))


def test_many_campaigns_are_cut_with_a_word() -> None:
    text = printed(hostile.facts("Fair"))
    assert "and 275 more campaigns" in text
