"""Whether a channel can take what Leadloop posts, and what becomes of what waits for one when
another is chosen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.routing import matches, named_groups
from bot.domain.settings import CHANNELS, Settings
from bot.ports import Channel, MessageKind, UnitOfWork
from bot.services.routing import say_moved_in

_SENT_TO: Mapping[str, Sequence[MessageKind]] = {
    "sales_channel": (MessageKind.HEADLINE,),
    "marketing_channel": (
        MessageKind.DIGEST,
        MessageKind.DIGEST_THREAD,
        MessageKind.STEP_PROPOSED,
        MessageKind.STEP_AGREED,
    ),
    "monthly_channel": (MessageKind.DIGEST_MONTH,),
}


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


async def follow_channels_in(
    uow: UnitOfWork, before: Settings, after: Settings, now: datetime
) -> None:
    """What is not posted yet goes to the channels that are chosen now, in the caller's
    transaction."""
    for key in CHANNELS:
        old, new = getattr(before, key), getattr(after, key)
        if old and new and old != new:
            await uow.messages.move(_SENT_TO[key], old, new)
    if after.sales_channel and after.sales_channel != before.sales_channel:
        await move_unposted_in(uow, after, now)


async def move_unposted_in(uow: UnitOfWork, settings: Settings, now: datetime) -> None:
    """Has the cards that are not posted yet posted where the rules put their leads now; whose
    these are stays as it is. In the caller's transaction."""
    unposted = {one.lead_id: one for one in await uow.cards.unposted()}
    channels = await channels_in(uow, list(unposted), settings)
    for lead_id, card in unposted.items():
        channel = channels[lead_id]
        if channel != card.channel:
            await uow.cards.move(lead_id, channel)
            await say_moved_in(uow, lead_id, card.sought, channel, by=None, now=now)


async def channels_in(
    uow: UnitOfWork, lead_ids: Sequence[str], settings: Settings
) -> dict[str, str]:
    """Where the cards of these leads belong now: by the rule that placed each, or where that is
    gone by the first that matches. What no rule placed, or what was refused where the last one did,
    belongs to the channel for leads."""
    saved = await uow.routes.current()
    found = dict.fromkeys(lead_ids, settings.sales_channel)
    if saved is None or not lead_ids:
        return found
    groups = await uow.members.groups(named_groups(saved.routes))
    named = {route.name: route for route in saved.routes}
    for lead in await uow.routes.facts(lead_ids):
        if lead.route is None:
            continue
        matching = (route for route in saved.routes if matches(route, lead, groups))
        route = named.get(lead.route) or next(matching, None)
        if route is not None:
            found[lead.id] = route.place(settings.sales_channel)
    return found
