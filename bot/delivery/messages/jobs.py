"""Jobs of the scheduler: told to an admin."""

from datetime import datetime

from bot.blocks import jobs
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.ports import Intent, MessageKind, UnitOfWork


async def _fails(_uow: UnitOfWork, intent: Intent, _now: datetime) -> Message:
    return jobs.failing(intent.subject["job"])


async def _works(_uow: UnitOfWork, intent: Intent, _now: datetime) -> Message:
    return jobs.working(intent.subject["job"])


KINDS: Kinds = {MessageKind.JOB_FAILS: _fails, MessageKind.JOB_WORKS: _works}
