"""New business, the same again, or more."""

import pytest

from bot.domain.campaigns import Campaign
from bot.domain.customers import customer_kind
from bot.domain.leads import Company

GATE = Campaign("gate", "Second gate", product="Gate")


@pytest.mark.parametrize(
    ("company", "campaign", "kind"),
    [
        (Company(), GATE, None),
        (Company(is_customer=False), GATE, "new"),
        (Company(is_customer=True), GATE, "expansion"),
        (Company(products=("Yard",)), GATE, "expansion"),
        (Company(is_customer=True, products=("GATE", "Yard")), GATE, "repeat"),
        (Company(products=("Gate",)), None, "expansion"),
        (Company(products=("Gate",)), Campaign("any", "Any"), "expansion"),
    ],
)
def test_kind(company: Company, campaign: Campaign | None, kind: str | None) -> None:
    assert customer_kind(company, campaign) == kind
