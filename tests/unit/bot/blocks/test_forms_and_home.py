"""App Home and the forms: Slack takes them whatever the text is and however much there is."""

from datetime import UTC, date, datetime

import pytest

from bot.blocks import add, away, home, quote, settings
from bot.blocks.lists import sentence
from bot.blocks.message import Block
from bot.domain.absence import Absence, Away
from bot.domain.adding import Added, Offer
from bot.domain.cards import LeadLine
from bot.domain.changes import ChangeList
from bot.domain.home import Home, SetUp
from bot.domain.leads import Intake, IntakeResult
from bot.domain.lifecycle import State
from bot.domain.settings import REQUIRABLE, SettingChange, Settings
from sandbox.checks import check_view
from tests.unit.bot.blocks.hostile import TEXTS, progress

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


def marked_up(value: object) -> str:
    """All the text in which Slack looks for pings and links."""
    if isinstance(value, dict):
        own = str(value["text"]) if value.get("type") == "mrkdwn" else ""
        return own + "".join(marked_up(item) for item in value.values())
    return "".join(marked_up(item) for item in value) if isinstance(value, list) else ""


def lines(text: str, state: State) -> tuple[LeadLine, ...]:
    return tuple(
        LeadLine(f"{n:032x}", text, text, text, state, NOW, NOW, owner="U0MAYA", owes_answer=True)
        for n in range(50)
    )


def full(text: str, *, is_admin: bool = True) -> Home:
    return Home(
        waiting=lines(text, State.NEW),
        do_now=lines(text, State.ACCEPTED),
        owed=lines(text, State.CONTACTED),
        unclaimed=lines(text, State.NEW),
        because=ChangeList(tuple(progress(text) for _ in range(20)), {"U01": text}),
        away=Away(Absence("U0MAYA", date(2026, 8, 28), "U0JONAS"), True, 3),
        set_up=SetUp(Settings(company_sentence=text[:300]), False, False),
        is_admin=is_admin,
        zone=Settings().zone,
        now=NOW,
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_full_home_is_taken(text: str) -> None:
    drawn = home.view(full(text), sentence(text or "Done."))
    assert check_view(drawn, "home") == []
    assert "<!channel>" not in marked_up(drawn)


@pytest.mark.parametrize("text", TEXTS)
def test_the_forms_are_taken(text: str) -> None:
    rule = Settings(
        min_fit=1, min_intent=1, required_fields=REQUIRABLE, company_sentence=text[:300]
    )
    change = SettingChange(NOW, text, "company_sentence", text, text)
    lead = lines(text, State.NEW)[0]
    results = [IntakeResult("x", status, "y", (text, text)) for status in Intake]
    drawn: list[Block] = [
        settings.form(rule, [change] * 9, NOW),
        add.form(Offer(tuple((f"{n:032x}", text) for n in range(150)), rule)),
        *(add.done(Added(result, lead, rule, NOW)) for result in results),
        quote.form(lines(text, State.ACCEPTED), None, text[:1000]),
        quote.kept(text),
    ]
    for view in drawn:
        assert check_view(view, "modal") == []
        assert "<!channel>" not in marked_up(view)


def test_the_backup_is_named_only_when_they_are_there() -> None:
    absence = Absence("U0MAYA", date(2026, 8, 28), "U0JONAS")
    assert "go to <@U0JONAS>" in away.told(Away(absence, True)).text
    assert "open to everybody" in away.told(Away(absence, False)).text
