"""The forms: Slack takes them whatever the text is and however much there is."""

from datetime import UTC, date, datetime

import pytest

from bot.blocks import add, away, quote, settings
from bot.blocks.message import Block
from bot.blocks.settings_fields import LABELS
from bot.domain.absence import Absence, Away
from bot.domain.adding import Added, Offer
from bot.domain.leads import Intake, IntakeResult
from bot.domain.lifecycle import State
from bot.domain.setting_values import REQUIRABLE
from bot.domain.settings import SettingChange, Settings
from bot.domain.wishes import wish_of
from sandbox.checks import check_view
from tests.unit.bot.blocks.hostile import TEXTS, lines, marked_up

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", TEXTS)
def test_the_forms_are_taken(text: str) -> None:
    rule = Settings(
        min_fit=1, min_intent=1, required_fields=REQUIRABLE, company_sentence=text[:300]
    )
    change = SettingChange(NOW, text, "company_sentence", text, text)
    lead = lines(text, State.NEW)[0]
    results = [IntakeResult("x", status, "y", (text, text)) for status in Intake]
    wishes = [wish.label for wish in [wish_of(text)] if wish]
    drawn: list[Block] = [
        settings.form(rule, [change] * 9, NOW),
        settings.more(rule),
        settings.saved(tuple(LABELS), rule),
        add.form(Offer(tuple((f"{n:032x}", text) for n in range(150)), rule)),
        *(add.done(Added(result, lead, "C0LEADS", rule, NOW)) for result in results),
        quote.form(lines(text, State.ACCEPTED), None, text[:1000], wishes),
        quote.kept(text),
    ]
    for view in drawn:
        assert check_view(view, "modal") == []
        assert "<!channel>" not in marked_up(view)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Dana Ruiz", {"name": "Dana Ruiz"}),
        ("dana@kestrel.example", {"email": "dana@kestrel.example"}),
        (
            "Dana Ruiz, dana@kestrel.example",
            {"name": "Dana Ruiz", "email": "dana@kestrel.example"},
        ),
        ("<d.r@x.example> Dana", {"name": "Dana", "email": "d.r@x.example"}),
        ("Dana @ Kestrel", {"name": "Dana @ Kestrel"}),
        ("<@U0JONAS|jonas>", {}),
        ("Dana <#C0LEADS|leads>", {"name": "Dana"}),
        ("", {}),
    ],
)
def test_what_is_typed_behind_add_stands_in_the_field_it_belongs_to(
    typed: str, expected: dict[str, str]
) -> None:
    blocks = add.form(Offer((), Settings()), typed)["blocks"]
    elements = {block["block_id"]: block.get("element", {}) for block in blocks}
    filled = {name: one.get("initial_value") for name, one in elements.items()}
    assert {name: value for name, value in filled.items() if value} == expected


def test_the_backup_is_named_only_when_they_are_there() -> None:
    absence = Absence("U0MAYA", date(2026, 8, 28), "U0JONAS")
    assert "go to <@U0JONAS>" in away.told(Away(absence, True)).text
    assert "open to everybody" in away.told(Away(absence, False)).text
