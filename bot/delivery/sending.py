"""One thing on its way to Slack: drawn, sent, or looked for."""

from dataclasses import dataclass

import structlog

from bot.blocks.message import Message
from bot.blocks.plain import as_text
from bot.delivery.outcomes import UNREADABLE, Fault, SendError, classified
from bot.delivery.render import Renderer
from bot.delivery.slack import SlackSender
from bot.ports import EDITS, CardWork, Clock, MessageWork, Place, Work

log = structlog.get_logger()


def is_edit(work: Work) -> bool:
    """Whether it draws a message again that stands already."""
    if isinstance(work, CardWork):
        return work.ts is not None
    return work.intent.kind in EDITS


@dataclass(frozen=True, slots=True)
class Outlet:
    """How one workspace is written to."""

    sender: SlackSender
    renderer: Renderer


class Sending:
    """One workspace's calls for one thing."""

    def __init__(self, outlet: Outlet, clock: Clock) -> None:
        self._sender = outlet.sender
        self._renderer = outlet.renderer
        self._clock = clock
        self._revision = 0

    async def render(self, work: Work) -> Message | None:
        if isinstance(work, MessageWork):
            return await self._renderer.message(work.intent)
        rendered = await self._renderer.card(work.lead_id)
        if rendered is None:
            return None
        self._revision = rendered.revision
        return rendered.message

    async def send(self, work: Work, message: Message) -> Place:
        """Sends; blocks that Slack refuses are replaced once by the plain text."""
        try:
            return await self._send(work, message)
        except SendError as error:
            if error.fault is not Fault.ROW or not message.blocks:
                raise
            log.error("delivery.blocks_refused", work=work.id, error=error.error)
            return await self._send(work, Message(as_text(message), []))

    async def _send(self, work: Work, message: Message) -> Place:
        try:
            return await self._called(work, message)
        except UNREADABLE as error:  # perhaps it was done
            raise classified(error) from error

    async def _called(self, work: Work, message: Message) -> Place:
        if isinstance(work, CardWork):
            if work.ts:
                await self._sender.update(work.channel, work.ts, message)
                return self._place(work.channel, work.ts)
            if await self._renderer.is_shared(work.channel):
                raise SendError(Fault.CHANNEL, "shared_with_another_company")
            return self._place(*await self._sender.post(work.channel, message, work.mark))
        if is_edit(work):
            ts = work.parent_ts or work.intent.subject["ts"]
            await self._sender.update(work.channel, ts, message)
            return self._place(work.channel, ts)
        if work.intent.only:
            await self._sender.whisper(work.intent.to, work.intent.only, message)
            return self._place(work.intent.to, None)
        channel = await self._channel(work)
        if message.files:
            await self._sender.upload(channel, message)
            return self._place(channel, None)
        return self._place(*await self._sender.post(channel, message, work.mark, work.parent_ts))

    async def find(self, work: Work) -> Place | None:
        """Where the message stands, if an earlier attempt did post it."""
        if isinstance(work, CardWork):
            channel, thread = work.channel, None
        else:
            channel, thread = await self._channel(work), work.parent_ts
        since = work.attempted_at or self._clock.now()
        ts = await self._sender.find(channel, work.mark, since, thread)
        # The revision of what is there is not known: 0 has the card drawn again.
        return None if ts is None else Place(channel, ts, self._clock.now(), 0)

    async def _channel(self, work: MessageWork) -> str:
        if work.channel.startswith(("U", "W")):
            return await self._sender.open_dm(work.channel)
        return work.channel

    def _place(self, channel: str, ts: str | None) -> Place:
        return Place(channel, ts, self._clock.now(), self._revision)
