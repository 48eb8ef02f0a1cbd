"""Lists of leads."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.blocks import lists
from bot.domain.cards import LeadLine
from bot.domain.lifecycle import State
from sandbox.checks import check_blocks
from tests.unit.bot.facts import NOW

LINE = LeadLine("l1", "Dana Ruiz", "Kestrel", "Dock webinar", State.NEW, NOW, NOW)


def test_a_long_list_says_that_it_goes_on() -> None:
    few = lists.listing("Yours", [LINE] * 2, "None", NOW, ZoneInfo("UTC"))
    assert few.text == "Yours: 2"
    many = [replace(LINE, id=f"l{n}") for n in range(lists.SHOWN + 1)]
    message = lists.listing("Yours", many, "None", NOW, ZoneInfo("UTC"))
    assert message.text == "Yours"
    assert "goes on with the rest" in str(message.blocks[-1])
    assert check_blocks(message.blocks, "message") == []
