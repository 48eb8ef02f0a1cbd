"""The digest, its parts, and the week as a workbook."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.blocks import digest, digest_details, disputes, lists
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.delivery.workbook import files
from bot.domain.digest import DigestFacts
from bot.domain.schedule import parse_week
from bot.ports import Intent, MessageKind, UnitOfWork
from bot.services.export import export_in


async def _digest(
    build: Callable[[DigestFacts], Message], uow: UnitOfWork, intent: Intent, _now: datetime
) -> Message | None:
    """Draws stored facts: what was counted once is never counted again."""
    facts = await uow.digests.stored(intent.subject["period"])
    return build(facts) if facts else None


async def _digest_thread(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    """Where second looks are switched on, marketing can ask for one from here."""
    message = await _digest(digest_details.thread, uow, intent, now)
    is_on = (await uow.settings.get()).disputes
    return disputes.in_thread(message) if message and is_on else message


async def _export(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    week = parse_week(intent.subject["week"])
    export = await export_in(uow, week, now)
    found = await asyncio.to_thread(files, export)
    return Message(lists.exported(export.week), [], found)


KINDS: Kinds = {
    MessageKind.DIGEST: partial(_digest, digest.digest),
    MessageKind.HEADLINE: partial(_digest, digest.headline),
    MessageKind.DIGEST_MONTH: partial(_digest, digest.monthly),
    MessageKind.DIGEST_THREAD: _digest_thread,
    MessageKind.EXPORT: _export,
}
