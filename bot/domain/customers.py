"""Whether a lead is new business, the same again, or more to somebody who buys already."""

from enum import StrEnum

from bot.domain.campaigns import Campaign
from bot.domain.leads import Company


class CustomerKind(StrEnum):
    NEW = "new"
    REPEAT = "repeat"
    EXPANSION = "expansion"


def customer_kind(company: Company, campaign: Campaign | None) -> CustomerKind | None:
    """None when nobody said whether it is a customer; who owns products of ours is one. Who owns
    the campaign's product buys the same again, any other customer something more."""
    if not company.products:
        known = {True: CustomerKind.EXPANSION, False: CustomerKind.NEW, None: None}
        return known[company.is_customer]
    owned = {product.casefold() for product in company.products}
    product = (campaign.product if campaign else None) or ""
    return CustomerKind.REPEAT if product.casefold() in owned else CustomerKind.EXPANSION
