"""The card's fallback text, which Slack reads as mrkdwn."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.blocks import card
from bot.blocks.status import CardContext
from bot.domain.cards import LeadCard
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
