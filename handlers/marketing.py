"""What only marketing may do."""

from bot.errors import NotAllowed
from handlers.deps import Deps


async def marketing_only(deps: Deps, user: str) -> None:
    """NotAllowed unless the person is in the marketing channel or an admin of the workspace."""
    channel = (await deps.settings.get()).marketing_channel
    if channel and await deps.directory.is_in(channel, user):
        return
    member = await deps.directory.member(user)
    if member is not None and member.is_admin:
        return
    who = "people in the marketing channel and admins" if channel else "admins"
    raise NotAllowed(
        f"Only {who} of this Slack workspace can do that. Nothing was changed; ask one of them."
    )
