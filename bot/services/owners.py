"""Who in Slack owns a campaign. Asks Slack: never inside a transaction."""

from bot.domain.campaigns import Campaign
from bot.domain.deliveries import is_user
from bot.ports import Directory, Member


async def owner_of(campaign: Campaign, people: Directory) -> Member | None:
    """Marketing's systems name the owner by user id or by address; None: nobody here."""
    owner = campaign.owner or ""
    ask = people.member if is_user(owner) else people.by_email
    found = await ask(owner) if owner else None
    return found if found and found.is_active else None
