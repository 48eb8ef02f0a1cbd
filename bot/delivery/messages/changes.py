"""What marketing changes, and what it answers."""

from datetime import datetime

from bot.blocks import answers, changes
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.changes import ChangeState
from bot.ports import Intent, MessageKind, UnitOfWork


async def _change_told(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    change = await uow.changes.get(intent.subject["change"])
    if change is None or change.state is ChangeState.DROPPED:
        return None
    return changes.told(change, await uow.members.names([change.by, *change.cites]))


async def _change_overdue(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    change = await uow.changes.get(intent.subject["change"])
    if change is None or change.state is not ChangeState.OPEN:
        return None
    today = (await uow.settings.get()).today(now)
    return changes.overdue(change, await uow.members.names([change.by, *change.cites]), today)


async def _disagreed(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    answer = await uow.answers.get(intent.subject["answer"])
    return answers.told(answer, await uow.members.names([answer.by])) if answer else None


KINDS: Kinds = {
    MessageKind.CHANGE_TOLD: _change_told,
    MessageKind.CHANGE_OVERDUE: _change_overdue,
    MessageKind.DISAGREED: _disagreed,
}
