"""You said, we did: the lines, the form, what a rep reads, and the list."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.blocks.elements import (
    actions,
    button,
    context,
    field,
    header,
    modal,
    section,
    text_input,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.changes import Change, ChangeList, ChangeProgress, ChangeState, Proposal
from bot.domain.phrases import came_of, plural
from bot.domain.words import day

MAX_NAMES = 6
MAX_LISTED = 15
_MARKS = {ChangeState.OPEN: "⏳", ChangeState.KEPT: "✅", ChangeState.DROPPED: "✖️"}


def change_lines(item: ChangeProgress, names: Mapping[str, str], today: date) -> list[str]:
    """One change in two or three lines: what, who after whom, and what came of it."""
    change = item.change
    what = escape(change.what, 120)
    lines = [f"{_MARKS[change.state]} {escape(change.campaign, 80)}: {what}{_by(change, today)}"]
    lines.append(f"　{_who(change, names)}")
    return [*lines, f"　{came}"] if (came := came_of(item)) else lines


def _by(change: Change, today: date) -> str:
    if change.state is not ChangeState.OPEN:
        return ""
    if change.due_on is None:
        return ": open"
    if change.due_on < today:
        return f": open, overdue since {day(change.due_on)}"
    return f" by {day(change.due_on)}: open"


def _who(change: Change, names: Mapping[str, str]) -> str:
    by = escape(names.get(change.by, "Marketing"), 40)
    return f"{by}, after {people(change.cites, names)}" if change.cites else by


def people(users: Sequence[str], names: Mapping[str, str]) -> str:
    """`Jonas, Maya and 2 more`."""
    known = [escape(names[user], 30) for user in users if user in names][:MAX_NAMES]
    more = len(users) - len(known)
    if not known:
        return plural(more, "colleague")
    return ", ".join(known) + (f" and {more} more" if more else "")


def told(change: Change, names: Mapping[str, str]) -> Message:
    """The message to each person whose feedback led to the change."""
    who = escape(names.get(change.by, "Marketing"), 60)
    until = f" by {day(change.due_on)}" if change.due_on else ""
    top = f"💡 *{who} changes {escape(change.campaign, 80)} because of what you said*"
    others = len(change.cites) - 1
    with_whom = f"You and {plural(others, 'colleague')} said so" if others else "You said so"
    blocks = [
        section(f"{top}\n{escape(change.what, 320)}{until}"),
        context(
            f"{with_whom}: {escape(change.finding, 300)}",
            "The weekly digest shows what came of it: `/leads changes`",
        ),
    ]
    push = f"{who} changes {escape(change.campaign, 80)} because of what you said: "
    return Message(push + escape(change.what, 320), blocks)


def form(proposal: Proposal) -> Block:
    """“We'll change this”: what, and by when."""
    blocks = [
        section(f"*{escape(proposal.campaign, 80)}*\n{escape(proposal.finding, 400)}"),
        field(
            "What will change?",
            "what",
            text_input(placeholder="Ask for the badge's company, not just the name"),
            optional=False,
        ),
        field("By when?", "due_on", {"type": "datepicker"}),
        context(_will_be_told(proposal)),
    ]
    metadata = f"{proposal.period}|{proposal.campaign_id}"
    return modal(
        "promise_change", "We'll change this", blocks, submit="Promise it", metadata=metadata
    )


def _will_be_told(proposal: Proposal) -> str:
    if not proposal.cites:
        return "Nobody has said anything about this campaign in these six weeks."
    return f"{people(proposal.cites, proposal.names)} will be told: it was their feedback."


def promised(change: Change) -> Block:
    """What stands in the form's place once it is stored."""
    told_to = len([user for user in change.cites if user != change.by])
    who = f"{plural(told_to, 'colleague')} will read it in a moment." if told_to else ""
    text = f"Promised: {escape(change.what, 320)}\n{who} The next digests show before and after."
    return modal("promised", "Promised", [section(text)])


def not_now(campaign: str) -> Message:
    text = f"All right. {escape(campaign, 80)} comes back in the next digest if it still holds."
    return Message(text, [section(text)])


def listing(changes: ChangeList, today: date) -> Message:
    """What was promised and what came of it, newest first; open ones can be ended."""
    if not changes.items:
        empty = "Nothing was promised yet. A digest's findings have “We'll change this”."
        return Message(empty, [section(empty)])
    blocks = [header("You said, we did")]
    for item in changes.items[:MAX_LISTED]:
        blocks.append(section("\n".join(change_lines(item, changes.names, today))))
        if item.change.state is ChangeState.OPEN:
            done = button("It's done", "keep_change", item.change.id, "primary")
            blocks.append(actions(done, button("Drop it", "drop_change", item.change.id)))
    return Message(f"You said, we did: {plural(len(changes.items), 'change')}", blocks)


def because_of(changes: ChangeList, today: date) -> list[Block]:
    """App Home's “Because of you”: nothing when there is nothing."""
    if not changes.items:
        return []
    lines = [
        line for item in changes.items[:5] for line in change_lines(item, changes.names, today)
    ]
    return [header("Because of you"), section("\n".join(lines))]


def ended(change: Change) -> Message:
    """The private answer to “It's done” and “Drop it”."""
    if change.state is ChangeState.KEPT:
        text = f"Done: {escape(change.what, 200)}. From today's leads on, it is measured."
    else:
        text = f"Dropped: {escape(change.what, 200)}. It is no longer listed in the digest."
    return Message(text, [section(text)])
