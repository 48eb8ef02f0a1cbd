"""“Counted. What landed?”: the private row of chips, and the form behind More…"""

from collections.abc import Sequence

from bot.blocks import inputs
from bot.blocks.elements import (
    actions,
    button,
    choice,
    field,
    modal,
    option,
    section,
    several,
    text_input,
)
from bot.blocks.message import Block, Message
from bot.blocks.text import escape, plain
from bot.domain import nurture, words
from bot.domain.cards import LeadCard
from bot.domain.lifecycle import State, Verdict
from bot.domain.questions import MARK, MAX_QUOTE, OPENED_WITH, PROMISE_TRUE, Question
from bot.domain.reasons import (
    ASKS_MORE,
    BAD_TIMING,
    CHIPS,
    CHOSE_COMPETITOR,
    MORE_REJECTION,
    NOT_NOW,
    OTHER,
    Reason,
    offered,
)
from bot.domain.reasons import label as label_of

CHIPS_PER_ROW = 5
_BAD_TIMING = (
    "When is a better time for {}? On that day the lead comes back by itself; without one it "
    "stays closed."
)


def chips(question: Question) -> Message:
    """The row that only the tapper sees. The first chip tapped is the main reason."""
    text = f"Counted. {_ask(question)}"
    elements = _chips(question)
    if BAD_TIMING in question.asking:
        elements.append(button("Which day…", "why_day", question.lead_id))
    elements.append(button(_more(question), "why_more", question.lead_id))
    elements.append(button("Undo", "undo", question.lead_id))
    return Message(text, [section(text), *_rows(elements)])


def _more(question: Question) -> str:
    if question.state is State.NURTURE:
        return "Another day…"
    return "Which competitor…" if CHOSE_COMPETITOR in question.asking else "More…"


def counted(label: str, what: str, lead_id: str, *, undo: bool = True) -> Message:
    """The private line after something that needs no why."""
    text = f"{escape(label, 80)}: {what}"
    blocks = [section(text)]
    return Message(text, [*blocks, actions(button("Undo", "undo", lead_id))] if undo else blocks)


def passed_on(label: str, to: str | None) -> Message:
    """What became of a lead that somebody said is not theirs; None: anybody may have it."""
    where = f"goes to <@{to}>" if to else "is open to everybody now"
    text = f"{escape(label, 80)} {where}."
    return Message(text, [section(text)])


def stored(question: Question) -> Message:
    """When the form could not be opened: what was tapped counts all the same."""
    text = f"Stored. Add the why for {escape(question.label, 80)}:"
    again = button("Add the why", "why_more", question.lead_id)
    return Message(text, [section(text), actions(again)])


def ask_undo(label: str, lead_id: str) -> Message:
    """After an old emoji was taken away: nothing was changed, but it may be meant."""
    text = (
        f"You took your emoji off {escape(label, 80)}. It still counts: more than ten minutes "
        "have passed, or somebody acted since. Is something wrong?"
    )
    log_outcome = button("Log outcome", "outcome", lead_id)
    return Message(
        text, [section(text), actions(log_outcome, button("History", "history", lead_id))]
    )


def _ask(question: Question) -> str:
    name = escape(question.label, 80)
    if question.state is State.NURTURE:
        back = words.day(question.returns_on) if question.returns_on else "later"
        return f"{name} comes back on {back}. Another time?"
    if question.state is State.REJECTED:
        return f"Why is {name} not for us?"
    if question.state is State.DISQUALIFIED:
        return f"What happened with {name}?"
    if question.verdict is Verdict.LANDED:
        return f"What landed with {name}?"
    return f"What fell flat with {name}?"


def _chips(question: Question) -> list[Block]:
    if question.state is State.NURTURE:
        return [
            button(text, f"nurture_in.{days}", f"{days}|{question.lead_id}")
            for text, days in nurture.CHOICES
        ]
    return [_chip(question, index, reason) for index, reason in enumerate(question.options[:CHIPS])]


def _chip(question: Question, index: int, reason: Reason) -> Block:
    chosen = reason.code in question.chosen
    text = plain(reason.label, 70) + ("…" if reason.code in ASKS_MORE else "")
    return button(
        f"✓ {text}" if chosen else text,
        f"why.{index}",
        f"{question.lead_id}|{reason.code}",
        "primary" if chosen else None,
    )


def landed_chips(card: LeadCard) -> list[Block]:
    """Before anything was said: a tap says “landed” with this reason."""
    reasons = offered(card.standing.state, Verdict.LANDED, card.campaign)[:CHIPS]
    buttons = [
        button(plain(reason.label, 70), f"landed.{index}", f"{card.id}{MARK}{reason.code}")
        for index, reason in enumerate(reasons)
    ]
    return _rows(buttons)


def _rows(buttons: Sequence[Block]) -> list[Block]:
    starts = range(0, len(buttons), CHIPS_PER_ROW)
    return [actions(*buttons[start : start + CHIPS_PER_ROW]) for start in starts]


def form(question: Question, wishes: Sequence[str] = (), *, is_quoted: bool = False) -> Block:
    """The modal behind More…: everything in it is optional. `wishes` are known ones to choose from;
    a quote and a wish may have been given before."""
    if question.state is State.NURTURE:
        return another_day(question)
    title = {State.REJECTED: "Why not for us?", State.DISQUALIFIED: "What happened?"}
    if question.state in title:
        blocks = [section(_ask(question)), _reasons(question, "Reasons")]
        if question.state is State.DISQUALIFIED:
            named = question.competitor, question.competitor_why
            blocks += inputs.competitor("Which competitor?", *named)
    else:
        landed = question.verdict is Verdict.LANDED
        blocks = [section(_ask(question)), _reasons(question, "Landed" if landed else "Fell flat")]
        blocks += _about_the_pitch(question)
    if is_quoted:
        blocks[0] = section(f"Saved. {_ask(question)} Everything here is optional.")
    else:
        blocks.append(_words(is_other=OTHER in question.asking))
        blocks += inputs.wish(wishes) if question.state is not State.REJECTED else []
        blocks.append(inputs.without_name())
    heading = title.get(question.state, "What landed?")
    if question.verdict is Verdict.FELL_FLAT and question.state not in title:
        heading = "What fell flat?"
    metadata = f"{question.lead_id}{MARK}{question.about}"
    return modal("why", heading, blocks, submit="Save", metadata=metadata)


def another_day(question: Question) -> Block:
    """For a lead that rests, or that was closed for bad timing: until when."""
    element: Block = {"type": "datepicker"}
    if question.returns_on:
        element["initial_date"] = question.returns_on.isoformat()
    rests = question.state is State.NURTURE
    top = _ask(question) if rests else _BAD_TIMING.format(escape(question.label, 80))
    blocks = [
        section(top),
        field("Comes back on", "returns_on", element, optional=False),
    ]
    title = "Another day" if rests else "A better day"
    return modal("another_day", title, blocks, submit="Save", metadata=question.lead_id)


def _words(*, is_other: bool) -> Block:
    """Theirs; where no chip says why, the rep's own."""
    hint = "" if is_other else "Word for word"
    words = text_input(multiline=True, limit=MAX_QUOTE, placeholder=hint)
    label = "What was it?" if is_other else "In their words"
    return field(label, "quote", words)


def _reasons(question: Question, label: str) -> Block:
    """Every reason that may be chosen already is offered: Save drops what is not."""
    more = MORE_REJECTION if question.state is State.REJECTED else ()
    options = [reason for reason in (*question.options, *more) if reason != NOT_NOW]
    labels = {reason.code: reason.label for reason in options}
    labels |= {code: label_of(code) for code in question.chosen if code not in labels}
    listed = [option(text, code) for code, text in labels.items()]
    return field(label, "reasons", several(listed, question.chosen))


def _about_the_pitch(question: Question) -> list[Block]:
    opened = choice(
        "radio_buttons",
        [option(text, code) for code, text in OPENED_WITH],
        question.opened_with,
    )
    true = choice(
        "radio_buttons",
        [option(text, code) for code, text in PROMISE_TRUE],
        question.promise_true,
    )
    hint = plain(question.promise or "", 150)
    return [
        field("Opened with", "opened_with", opened),
        field("Promise true in the call?", "promise_true", true, hint=hint),
    ]
