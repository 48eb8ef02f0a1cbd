"""What the form of a brief answers once it is saved."""

from datetime import UTC, datetime

from bot.blocks import edit_brief
from bot.domain.campaigns import CampaignChange, Saved

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


def test_the_lines_of_a_field_stay_apart() -> None:
    change = CampaignChange(NOW, "U1", "value_points", "An hour", "An hour\n50 calls less")
    blocks = edit_brief.saved("Dock webinar", Saved((change,)))["blocks"]
    assert blocks[1]["text"]["text"] == "*Worth to them*\n“An hour” → “An hour · 50 calls less”"
