"""What only one person sees has only the buttons that this person may press."""

from bot.blocks.allowed import OWNERS, TO_WORK, allowed, needed, without
from bot.blocks.message import Message
from bot.domain.cards import LeadCard
from handlers.deps import Deps


async def allowed_to(deps: Deps, message: Message, user: str) -> Message:
    deeds = needed(message)
    return allowed(message, await deps.roles.able(user, deeds)) if deeds else message


async def workable(deps: Deps, message: Message, card: LeadCard, user: str) -> Message:
    """A lead's card as one person reads it. A colleague may add a second opinion."""
    owner = card.standing.owner if card.standing.is_ours else None
    if user in (owner, card.assigned_to) or await deps.roles.works(user):
        return message if owner in (None, user) else without(message, OWNERS)
    return without(message, TO_WORK)
