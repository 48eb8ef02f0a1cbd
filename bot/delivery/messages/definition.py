"""The definition of a qualified lead that both teams sign."""

from datetime import datetime

from bot.blocks import definition
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.definition import DefinitionState
from bot.ports import Intent, MessageKind, UnitOfWork
from bot.services.definition import definition_in


async def _definition_proposed(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    found = await uow.definitions.get(intent.subject["version"])
    if found is None or found.state(now) is not DefinitionState.OPEN:
        return None
    current, zone = await definition_in(uow), (await uow.settings.get()).zone
    return definition.asked(found, current.criteria, zone)


async def _definition_settled(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    found = await uow.definitions.get(intent.subject["version"])
    return definition.settled(found) if found else None


KINDS: Kinds = {
    MessageKind.DEFINITION_PROPOSED: _definition_proposed,
    MessageKind.DEFINITION_SETTLED: _definition_settled,
}
