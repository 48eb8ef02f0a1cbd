"""One-off messages, drawn at the moment they are sent: read model → blocks."""

from datetime import datetime

from bot.blocks.message import Message
from bot.delivery.messages import (
    agreed,
    brief,
    changes,
    definition,
    deliveries,
    digest,
    disputes,
    jobs,
    reminders,
    routing,
    sit_ins,
    whisper,
    would_you,
)
from bot.delivery.messages.kinds import Kinds
from bot.ports import Intent, MessageKind, UnitOfWork

_KINDS: Kinds = {
    **agreed.KINDS,
    **brief.KINDS,
    **changes.KINDS,
    **definition.KINDS,
    **deliveries.KINDS,
    **digest.KINDS,
    **disputes.KINDS,
    **jobs.KINDS,
    **reminders.KINDS,
    **routing.KINDS,
    **sit_ins.KINDS,
    **whisper.KINDS,
    **would_you.KINDS,
}


async def draw(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    """The message as it is `now`; None: no longer worth sending."""
    is_edit = intent.kind is MessageKind.DIGEST_EDIT  # drawn as its own kind is
    kind = MessageKind(intent.subject["of"]) if is_edit else intent.kind
    return await _KINDS[kind](uow, intent, now)
