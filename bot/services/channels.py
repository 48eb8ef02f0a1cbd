"""Whether a channel can take what Leadloop posts."""

from bot.ports import Channel


def channel_problem(channel: Channel | None) -> str | None:
    """What speaks against it, in a sentence."""
    if channel is None:
        return "Leadloop cannot see this channel. Invite it there first: /invite @Leadloop"
    if channel.is_archived:
        return f"#{channel.name} is archived. Choose another channel."
    if channel.is_shared:
        return f"#{channel.name} is shared with another company. Leads stay inside: choose another."
    if not channel.is_member:
        return f"Leadloop is not in #{channel.name}. Invite it there first: /invite @Leadloop"
    return None
