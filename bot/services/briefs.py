"""The private brief: each owner of a lead gets one, and has it for as long as the lead."""

from bot.domain.lifecycle import Action, Event
from bot.ports import Intent, MessageKind, StoredLead, UnitOfWork

_GIVEN = (Action.TAKE, Action.HAND_OVER)


async def brief_in(uow: UnitOfWork, lead: StoredLead, before: StoredLead, event: Event) -> None:
    """Sends it to whom `event` gave the lead. Whoever lost the lead keeps no contact data; whoever
    has it back finds them where they stood."""
    owner, others = lead.standing.owner, [before.standing.owner, lead.standing.owner]
    told = []
    if event.action in _GIVEN and owner:
        handed = {"from": event.user} if event.user and event.user != owner else {}
        told.append(Intent(MessageKind.BRIEF, owner, {"lead": lead.id, **handed}))
        others.remove(owner)
    if owner == before.standing.owner:
        others = []
    for user in filter(None, others):
        if (sent := await uow.messages.brief(lead.id, user)) is not None:
            message_id, brief = sent
            undone = {"undone_by": event.user} if event.action is Action.UNDO else {}
            subject = {**brief.subject, **undone}
            told.append(Intent(MessageKind.BRIEF_EDIT, user, subject, parent=message_id))
    await uow.messages.add(told, event.at)
