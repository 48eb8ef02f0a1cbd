"""What only one person sees has only the buttons that this person may press."""

from bot.blocks.allowed import OWNERS, TO_WORK, allowed, needed, without
from bot.blocks.message import Message
from bot.domain.history import History
from bot.domain.undo import may_undo
from handlers.deps import Deps


async def allowed_to(deps: Deps, message: Message, user: str) -> Message:
    deeds = needed(message)
    return allowed(message, await deps.roles.able(user, deeds)) if deeds else message


async def workable(deps: Deps, message: Message, lead: History, user: str) -> Message:
    """A lead's card as one person reads it. A colleague may add a second opinion."""
    return without(message, await _refused(deps, lead, user))


async def _refused(deps: Deps, lead: History, user: str) -> set[str]:
    """What would only refuse them: it is the owner's, the other one's for whom it is meant, or for
    whoever acted last."""
    card, refused = lead.card, set[str]()
    owner = card.standing.owner if card.standing.is_ours else None
    if user not in (owner, card.assigned_to) and not await deps.roles.works(user):
        refused |= TO_WORK
    elif owner not in (None, user):
        refused |= OWNERS
    if "hand_over" in refused and await deps.leads.may_hand_on(card, user):
        refused.remove("hand_over")
    if user != card.assigned_to:
        refused.add("not_mine")
    if not may_undo(lead.events, user, deps.clock.now()):
        refused.add("undo")
    return refused
