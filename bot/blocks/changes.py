"""You said, we did: the lines, the form, what a rep reads, and the list."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.blocks.elements import (
    actions,
    button,
    context,
    divider,
    field,
    header,
    modal,
    section,
    text_input,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.changes import (
    Answer,
    AnswerKind,
    Change,
    ChangeList,
    ChangeProgress,
    ChangeState,
    Proposal,
)
from bot.domain.phrases import came_of, plural
from bot.domain.schedule import week_of
from bot.domain.words import day

MAX_NAMES = 6
MAX_LISTED = 15
MAX_ANSWERS = 6
MAX_WHY = 320
MAX_BESIDE = 100
"""A digest is nearly full without what was answered to it."""
MAX_OPEN = 3
DUE_AFTER = timedelta(weeks=2)
_MARKS = {ChangeState.OPEN: "⏳", ChangeState.KEPT: "✅", ChangeState.DROPPED: "✖️"}


def change_lines(item: ChangeProgress, names: Mapping[str, str], today: date) -> list[str]:
    """One change in two or three lines: what, who after whom, and what came of it."""
    change = item.change
    what = escape(change.what, 120)
    lines = [f"{_mark(change, today)} {escape(change.campaign, 80)}: {what}{_due(change, today)}"]
    lines.append(f"　{_who(change, names)}")
    return [*lines, f"　{came}"] if (came := came_of(item)) else lines


def _mark(change: Change, today: date) -> str:
    return "⚠️" if _is_overdue(change, today) else _MARKS[change.state]


def _is_overdue(change: Change, today: date) -> bool:
    is_open = change.state is ChangeState.OPEN
    return is_open and change.due_on is not None and change.due_on < today


def _due(change: Change, today: date) -> str:
    """In brackets: what was promised is somebody's own words, and may end in any way."""
    if change.state is not ChangeState.OPEN:
        return ""
    if change.due_on is None:
        return " (promised, no date yet)"
    late = "overdue, " if _is_overdue(change, today) else ""
    return f" ({late}promised for {day(change.due_on)})"


def _who(change: Change, names: Mapping[str, str]) -> str:
    by = escape(names.get(change.by, "Marketing"), 40)
    if change.done_at and change.state is ChangeState.KEPT:
        by += f", week {week_of(change.done_at.date()).number}"
    return f"{by}, after {people(change.cites, names)}" if change.cites else by


def promise_line(change: Change, names: Mapping[str, str], today: date) -> str:
    """A promise where its finding could be answered: `⏳ Lena changes Expo by 12 Sep: …`."""
    who, name = escape(names.get(change.by, "Marketing"), 40), escape(change.campaign, 60)
    said, until = "changes", f" by {day(change.due_on)}" if change.due_on else ""
    if change.state is ChangeState.KEPT:
        said, until = "changed", ""
    elif change.due_on and _is_overdue(change, today):
        until = f", overdue since {day(change.due_on)}"
    return f"{_mark(change, today)} {who} {said} {name}{until}: {escape(change.what, MAX_BESIDE)}"


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
    until = f" (promised for {day(change.due_on)})" if change.due_on else ""
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


def form(proposal: Proposal, today: date) -> Block:
    """“We'll change this”: what, and by when; a promise without a day would never be overdue."""
    until = {"initial_date": (today + DUE_AFTER).isoformat()}
    blocks = [
        section(f"*{escape(proposal.campaign, 80)}*\n{escape(proposal.finding, 400)}"),
        *_open(proposal, today),
        field(
            "What will change?",
            "what",
            text_input(placeholder="Ask for the badge's company, not just the name"),
            optional=False,
        ),
        field("By when?", "due_on", {"type": "datepicker", **until}, optional=False),
        context(_will_be_told(proposal)),
    ]
    metadata = f"{proposal.period}|{proposal.campaign_id}"
    return modal(
        "promise_change", "We'll change this", blocks, submit="Promise it", metadata=metadata
    )


def _open(proposal: Proposal, today: date) -> list[Block]:
    lines = [promise_line(one, proposal.names, today) for one in proposal.promised[:MAX_OPEN]]
    more = len(proposal.promised) - len(lines)
    lines += [f"and {more} more: `/leads changes`"] if more else []
    return [section("\n".join(("*Promised already*", *lines)))] if lines else []


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


def answer_line(answer: Answer, names: Mapping[str, str], most: int = MAX_WHY) -> str:
    """One answer in a list: `💬 LogiExpo: “…” (Lena disagrees, 24 Aug)`."""
    who = escape(names.get(answer.by, "Marketing"), 40)
    name, on = escape(answer.campaign, 80), day(answer.at.date())
    if answer.kind is AnswerKind.NOT_NOW:
        return f"💤 {name}: not now ({who}, {on})"
    return f"💬 {name}: “{escape(answer.why, most)}” ({who} disagrees, {on})"


def answered_lines(
    given: Sequence[Change | Answer], names: Mapping[str, str], today: date
) -> list[str]:
    """Promises and other answers where their findings stand; one press is one line."""
    lines = (
        promise_line(one, names, today)
        if isinstance(one, Change)
        else answer_line(one, names, MAX_BESIDE)
        for one in given
    )
    return [*dict.fromkeys(lines)]


def listing(changes: ChangeList, today: date) -> Message:
    """What was promised and what came of it; open ones can be ended."""
    if not (changes.items or changes.answers):
        empty = "Nothing was promised yet. A digest's findings have “We'll change this”."
        return Message(empty, [section(empty)])
    blocks, shown = [header("You said, we did")], changes.items[:MAX_LISTED]
    count = len(changes.items) + changes.more
    for item in shown:
        blocks.append(section("\n".join(change_lines(item, changes.names, today))))
        if item.change.state is ChangeState.OPEN:
            blocks.append(ending(item.change, "primary"))
    if count > len(shown):
        blocks.append(context(f"and {count - len(shown)} more"))
    if changes.answers:
        # A campaign may stand out in both rates: one press is one line.
        lines = [*dict.fromkeys(answer_line(item, changes.names) for item in changes.answers)]
        said = "\n".join(("*Answered otherwise*", *lines[:MAX_ANSWERS]))
        blocks += [divider(), section(said)]
    return Message(f"You said, we did: {plural(count, 'change')}", blocks)


def ending(change: Change, style: str | None = None) -> Block:
    """The buttons that end a promise."""
    done = button("It's done", "keep_change", change.id, style)
    return actions(done, button("Drop it", "drop_change", change.id))


def overdue(change: Change, names: Mapping[str, str], today: date) -> Message:
    """To the executive, once: a promise that is two weeks late, with what it answers."""
    who, name = escape(names.get(change.by, "Marketing"), 60), escape(change.campaign, 80)
    late = plural((today - change.due_on).days, "day") if change.due_on else "long"
    top = f"{who}'s change to {name} is {late} overdue"
    lines = [f"⚠️ *{top}*", f"Promised: {escape(change.what, 320)}"]
    if change.due_on:
        lines[1] += f", by {day(change.due_on)}"
    lines.append(f"Because: {escape(change.finding, 300)}")
    if change.cites:
        lines.append(f"After feedback of {people(change.cites, names)}")
    note = "You get this once for each promise: it is still open, neither kept nor dropped."
    push = f"{top}: {escape(change.what, 320)}"
    return Message(push, [section("\n".join(lines)), context(note)])


def ended(change: Change) -> Message:
    """The private answer to “It's done” and “Drop it”."""
    if change.state is ChangeState.KEPT:
        text = f"Done: {escape(change.what, 200)}. From today's leads on, it is measured."
    else:
        text = f"Dropped: {escape(change.what, 200)}. It is no longer listed in the digest."
    return Message(text, [section(text)])
