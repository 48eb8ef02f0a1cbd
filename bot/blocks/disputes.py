"""A second look at a rejection: marketing asks, the rep reads it, and both close it each month."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.definition import PROPOSE
from bot.blocks.elements import (
    actions,
    button,
    choice,
    context,
    field,
    modal,
    option,
    section,
    text_input,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape, plain
from bot.domain.cards import LeadLine
from bot.domain.definition import Side
from bot.domain.disputes import LISTED, MAX_SENTENCE, RULINGS, Dispute, DisputeCounts, Ruling
from bot.domain.reasons import mentioned

ASK, RULE = "dispute", "rule_dispute"
TITLE = "Second look"


def offered(message: Message, lead_id: str) -> Message:
    """A lead's look-up with the question for marketing under it."""
    return Message(message.text, [*message.blocks, actions(_ask(lead_id))])


def noted(message: Message, dispute: Dispute) -> Message:
    """A lead's look-up with what marketing asked, and what came of it."""
    return Message(
        message.text, [*message.blocks, context(f"{_said(dispute)}\n{_so_far(dispute)}")]
    )


def in_thread(message: Message) -> Message:
    """The digest's thread, from where marketing can ask about any lead that was turned down."""
    return Message(message.text, [*message.blocks, actions(_ask(""))])


def _ask(lead_id: str) -> Block:
    return button("Ask for a second look…", ASK, lead_id or "any")


def form(leads: Sequence[LeadLine], lead_id: str) -> Block:
    """`lead_id` empty: one of `leads` is chosen."""
    blocks = [section(f"*{escape(_line(lead), 200)}*") for lead in leads if lead.id == lead_id]
    if not lead_id:
        options = [option(plain(_line(lead), 75), lead.id) for lead in leads[:100]]
        picked = choice("static_select", options)
        blocks.append(field("Which lead?", "lead", picked, optional=False))
    sentence = text_input(limit=MAX_SENTENCE, multiline=True)
    hint = "Once for a lead. Whoever turned it down reads it now, the leads of both sides monthly."
    blocks.append(field("Why should it count?", "sentence", sentence, optional=False, hint=hint))
    return modal(ASK, TITLE, blocks, submit="Ask", metadata=lead_id)


def passed_on(dispute: Dispute) -> Block:
    """After the form."""
    told = "Whoever turned it down reads your sentence now. " if dispute.rejected_by else ""
    text = f"{told}On the first working day of next month both sides say what they make of it."
    return modal("disputed", TITLE, [section(f"*{_name(dispute)}*\n{text}")])


def told(dispute: Dispute, *, can_reopen: bool) -> Message:
    """To the rep who turned the lead down; only for three days can it be reopened."""
    name = _name(dispute)
    if can_reopen:
        note = "If you see it differently now, reopen the lead."
    else:
        note = "Next month both sides say what they make of it."
    blocks = [
        section(f"👀 *Marketing asks for a second look at {name}*\n{_said(dispute)}"),
        context(f"You need not answer. {note}"),
        actions(button("History", "history", dispute.lead_id)),
    ]
    return Message(f"Marketing asks for a second look at {name}", blocks)


def listing(disputes: Sequence[Dispute], due: datetime) -> Message:
    """The month's list, to those who close it."""
    top = "👀 Second looks: what do both sides make of these?"
    how = "Closed once sales and marketing say the same; until then each can change its word."
    blocks = [section(f"*{top}*"), context(how)]
    for dispute in disputes[:LISTED]:
        code = escape(mentioned(dispute.code), 40)
        by = f", by <@{dispute.rejected_by}>" if dispute.rejected_by else ""
        version = f" · let in by definition {dispute.version}" if dispute.version else ""
        lines = [f"*{_name(dispute)}*  {code}{by}{version}", _said(dispute), _so_far(dispute)]
        blocks.append(section("\n".join(lines)))
        blocks += _buttons(dispute, due)
    return Message(top, blocks)


def _buttons(dispute: Dispute, due: datetime) -> list[Block]:
    if dispute.closed_at is None:
        about = f"{dispute.lead_id}|{due.isoformat()}"
        pressed = [
            button(text, f"{RULE}.{ruling}", f"{ruling}|{about}")
            for ruling, text in RULINGS.items()
        ]
        return [actions(*pressed)]
    if dispute.agreed is Ruling.CHANGE_DEFINITION:
        return [actions(button("Propose a definition…", PROPOSE, "form"))]
    return []


def counted(counts: DisputeCounts) -> str:
    """`5 in these weeks: was right 2 · still open 1`."""
    parts = [
        f"{text.lower()} {number}"
        for ruling, text in RULINGS.items()
        if (number := getattr(counts, ruling.value))
    ]
    parts += [f"still open {counts.open}"] if counts.open else []
    rest = f": {' · '.join(parts)}" if parts else ""
    return f"*Second looks*  {counts.raised} in these weeks{rest}"


def _name(dispute: Dispute) -> str:
    parts = [dispute.label, dispute.company, dispute.campaign]
    return " · ".join(escape(part, 60) for part in dict.fromkeys(parts) if part) or "A lead"


def _line(lead: LeadLine) -> str:
    parts = [lead.label, lead.company, lead.campaign]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _said(dispute: Dispute) -> str:
    return f"<@{dispute.disputed_by}>: “{escape(dispute.sentence or 'erased on request', 400)}”"


def _so_far(dispute: Dispute) -> str:
    if dispute.agreed is not None:
        return f"✅ Both say: {RULINGS[dispute.agreed].lower()}"
    parts = []
    for side in Side:
        said = dispute.rulings.get(side)
        word = f"{RULINGS[said.ruling].lower()} (<@{said.ruled_by}>)" if said else "nothing yet"
        parts.append(f"{side.capitalize()}: {word}")
    return " · ".join(parts)
