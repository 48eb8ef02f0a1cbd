"""The card and the list of a burst, whatever its leads are called."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.blocks import rollup
from bot.blocks.status import CardContext
from bot.domain.campaigns import Campaign
from bot.domain.lifecycle import State
from bot.domain.rollup import Burst, BurstLine
from sandbox.checks import check_blocks, check_view
from tests.unit.bot.blocks.hostile import NOW, TEXTS, lines, marked_up
from tests.unit.bot.blocks.test_inputs import card

HERE = CardContext(ZoneInfo("UTC"), 4, "EUR", NOW)


def page(text: str, shown: int, offset: int = 0) -> Burst:
    found = [replace(line, assigned_to="U0MAYA") for line in lines(text, State.NEW)[:shown]]
    told = tuple(BurstLine(line, 86, 74) for line in found)
    return Burst(300, 200, NOW, told, offset)


@pytest.mark.parametrize("text", TEXTS)
def test_slack_takes_both_and_nobody_is_pinged(text: str) -> None:
    card = rollup.burst(page(text, rollup.BURST_SHOWN), HERE)
    view = rollup.burst_list(page(text, rollup.BURST_PAGE, offset=50), "C1 1.2", HERE, text)
    assert check_blocks(card.blocks, "message") == []
    assert check_view(view, "modal") == []
    assert "<!channel>" not in marked_up(card.blocks) + marked_up(view)


def test_where_one_companys_leads_come_from() -> None:
    dock, search = Campaign("dock", "Dock webinar"), Campaign("search", "Search")
    for campaigns, where in (
        ((dock, dock), "Dock webinar"),
        ((dock, search), "several campaigns"),
        ((dock, None), "several campaigns"),
        ((None, None), "campaign unknown"),
    ):
        leads = [replace(card("Kestrel", State.NEW), campaign=one) for one in campaigns]
        title = marked_up(rollup.build(leads, HERE).blocks[:1])
        assert f"* from Kestrel · {where} · " in title


def test_the_list_says_where_it_is_and_where_it_goes() -> None:
    middle = str(rollup.burst_list(page("Dana", 10, offset=10), "C1 1.2", HERE))
    assert "11–20 of 200" in middle
    assert "'value': '0'" in middle
    assert "'value': '20'" in middle
    assert "Show more" not in str(rollup.burst_list(page("Dana", 10, offset=190), "C1 1.2", HERE))


def test_a_burst_of_which_all_are_answered_says_so() -> None:
    card = rollup.burst(Burst(3, 0, NOW), HERE)
    assert card.text == "3 more leads since 09:00: nobody waits"
    assert "Nobody waits here any more" in str(rollup.burst_list(None, "C1 1.2", HERE))
