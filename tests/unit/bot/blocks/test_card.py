"""The card's fallback text, which Slack reads as mrkdwn."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.blocks import card
from bot.blocks.status import CardContext
from bot.domain.cards import LandedHere, LeadCard
from bot.domain.leads import Company, Person, Score
from bot.domain.lifecycle import Standing, State

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


def test_a_colleagues_name_cannot_ping_from_the_fallback_text() -> None:
    taken = LeadCard(
        id="l1",
        revision=1,
        person=Person("Dana Ruiz"),
        company=Company(),
        fit=Score(),
        intent=Score(),
        campaign=None,
        committed_step=None,
        touchpoints=(),
        crm_url=None,
        assigned_to=None,
        owner_email=None,
        arrived_at=NOW,
        contact_by=NOW,
        standing=Standing(State.ACCEPTED, owner="U1"),
        names={"U1": "<!channel> @everyone"},
    )
    text = card.build(taken, CardContext(ZoneInfo("UTC"), 4, "EUR", NOW)).text
    assert "Dana Ruiz: taken by" in text
    assert "<!" not in text
    assert "@everyone" not in text


def test_what_landed_here_says_what_to_expect_and_when_it_stopped() -> None:
    few = LandedHere(2, 3, (("Waiting cost", 2),), expect=0.482)
    [line] = card.landed_here(few)
    assert line.replace("\u00a0", " ") == (
        "*Landed here*  2 of 3 (too few to judge, expect 48 %): waiting cost 2"
    )
    stopped = LandedHere(6, 40, drift="stopped landing in week 31")
    assert card.landed_here(stopped) == [
        "*Landed here*  6 of 40",
        "*Stopped landing in week 31*",
    ]
