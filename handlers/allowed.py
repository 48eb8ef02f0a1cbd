"""What only one person sees has only the buttons that this person may press."""

from bot.blocks.allowed import allowed, needed
from bot.blocks.message import Message
from handlers.deps import Deps


async def allowed_to(deps: Deps, message: Message, user: str) -> Message:
    deeds = needed(message)
    return allowed(message, await deps.roles.able(user, deeds)) if deeds else message
