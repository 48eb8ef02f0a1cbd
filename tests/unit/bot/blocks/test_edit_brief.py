"""What the form of a brief answers once it is saved."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.blocks import edit_brief
from bot.domain.campaigns import BriefForm, Campaign, CampaignChange, Saved

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


def test_the_lines_of_a_field_stay_apart() -> None:
    change = CampaignChange(NOW, "U1", "value_points", "An hour", "An hour\n50 calls less")
    blocks = edit_brief.saved("Dock webinar", Saved((change,)))["blocks"]
    assert blocks[1]["text"]["text"] == "*Worth to them*\n“An hour” → “An hour · 50 calls less”"


def test_the_warning_says_where_each_word_is() -> None:
    words = {"Cheapest": ("landed_chips",), "free month": ("promise", "offer")}
    given = BriefForm("c1", Campaign("dock", "Dock webinar"), flagged=words)
    warning = edit_brief.form(given, NOW, ZoneInfo("UTC"))["blocks"][0]["text"]["text"]
    named = "“Cheapest” in *What can land*, “free month” in *Promise* and *Offer*"
    assert named in warning
