"""What only one person sees, beside the card: counted, refused, asked for the why."""

from datetime import datetime
from typing import Any

from bot.blocks import lists, why
from bot.blocks import outcome as outcomes
from bot.blocks.message import Message
from bot.delivery.messages.kinds import Kinds
from bot.domain.lifecycle import Action, explains
from bot.domain.refusals import Refused
from bot.ports import Intent, MessageKind, UnitOfWork
from bot.services.feedback import question_in

_DONE = {
    Action.TAKE: "yours now; the brief is in your messages.",
    Action.CONTACT: "contacted, the clock has stopped.",
    Action.MEET: "met, the clock has stopped.",
    Action.QUALIFY: "qualified: worth a deal.",
    Action.UNDO: "taken back.",
    Action.SECOND: "kept as a second opinion. Only the owner's word counts.",
}
_UNDOABLE = (Action.TAKE, Action.CONTACT, Action.MEET, Action.QUALIFY)


async def _whisper(uow: UnitOfWork, intent: Intent, now: datetime) -> Message | None:
    subject: dict[str, Any] = dict(intent.subject)
    lead = await uow.leads.card(subject["lead"])
    if lead is None:
        return None
    if "text" in subject:
        return lists.sentence(subject["text"])
    if "refused" in subject:
        zone = (await uow.settings.get()).zone
        action, user = Action(subject["refused"]), subject["user"]
        refused = Refused(lead.label, lead.standing, action, user, lead.names, now, zone)
        return lists.sentence(refused.sentence())
    if "asked" in subject:
        return outcomes.asked(lead.label, lead.id, subject["asked"])
    if subject.get("ask") == "undo":
        return why.ask_undo(lead.label, lead.id)
    action = Action(subject["action"])
    if action in _DONE:
        return why.counted(lead.label, _DONE[action], lead.id, undo=action in _UNDOABLE)
    question = await question_in(uow, lead.id)
    return why.chips(question) if question and explains(lead.standing) else None


KINDS: Kinds = {MessageKind.WHISPER: _whisper}
