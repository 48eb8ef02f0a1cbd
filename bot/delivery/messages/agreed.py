"""The agreed step of a campaign."""

from dataclasses import replace
from datetime import datetime

from bot.blocks import agreed
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.campaigns import AgreedStep
from bot.ports import Intent, MessageKind, UnitOfWork
from bot.services.agreed import agreement_in


async def _agree_asked(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    given = await agreement_in(uow, intent.subject["campaign"], now)
    is_current = (given.campaign.committed_step or "") == intent.subject["step"]
    return agreed.asked(given) if is_current and not given.campaign.is_agreed else None


async def _step_proposed(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    subject = intent.subject
    given = await agreement_in(uow, subject["campaign"], now)
    was = subject.get("was", given.campaign.committed_step)
    then = replace(given, campaign=replace(given.campaign, committed_step=was))
    return agreed.proposed(then, subject["step"], subject["by"])


async def _step_agreed(uow: UnitOfWork, intent: Intent, _now: datetime) -> Message | None:
    """As it was when the sales lead pressed, also if marketing changed the step since."""
    subject, campaign = intent.subject, await uow.campaigns.get(intent.subject["campaign"])
    if campaign is None:
        return None
    then = replace(campaign, committed_step=subject["step"])
    return agreed.agreed(AgreedStep(subject["campaign"], then, subject["waited"]), subject["by"])


KINDS: Kinds = {
    MessageKind.AGREE_ASKED: _agree_asked,
    MessageKind.STEP_PROPOSED: _step_proposed,
    MessageKind.STEP_AGREED: _step_agreed,
    MessageKind.AGREE_EDIT: _step_agreed,
}
