"""Sitting in: asked for, answered, and the one line that each writes afterwards."""

from dataclasses import replace
from datetime import date

from bot.blocks.elements import actions, button, field, modal, section, text_input
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain import words
from bot.domain.sit_ins import MAX_LINE, MAX_WORD, SitIn, SitInKind, SitInState

_OFFERS = {
    SitInKind.CALL: "Ask to join the call",
    SitInKind.REVIEW: "Ask to sit in on the review",
}


def offered(message: Message, kind: SitInKind, about: str) -> Message:
    """The message with a button to ask under it."""
    ask = button(_OFFERS[kind], "sit_in", f"{kind}|{about}")
    return replace(message, blocks=[*message.blocks, actions(ask)])


def waiting(sit_in: SitIn) -> str:
    """To whoever asked just now; not escaped."""
    return f"{sit_in.name_of(sit_in.host)} is asked. The answer comes to your messages."


def asked(sit_in: SitIn) -> Message:
    """To the host."""
    who = escape(sit_in.name_of(sit_in.asked_by), 80)
    text = f"*{who}* asks to sit in on your {_what(sit_in)}: to listen, not to talk."
    yes = button("Yes, come along", "sit_in_yes", sit_in.id, "primary")
    no = button("Not this time", "sit_in_no", sit_in.id)
    return Message(text.replace("*", ""), [section(text), actions(yes, no)])


def at_home(sit_in: SitIn, user: str) -> list[Block]:
    """Asked of this person, to be answered here as well, or to come."""
    if sit_in.state is SitInState.ASKED:
        return list(asked(sit_in).blocks)
    if user == sit_in.host:
        who = f"{escape(sit_in.name_of(sit_in.asked_by), 80)} sits in on your {_what(sit_in)}"
    else:
        who = f"You sit in on {escape(sit_in.name_of(sit_in.host), 80)}'s {_what(sit_in)}"
    day = f"*{words.day(sit_in.held_on)}*  " if sit_in.held_on else ""
    text = f"{day}{who}" + (f"\n>{escape(sit_in.word, 2 * MAX_WORD)}" if sit_in.word else "")
    return [section(text)]


def answer_form(sit_in: SitIn, today: date, *, accepted: bool) -> Block:
    who = sit_in.name_of(sit_in.asked_by)
    blocks = [section(f"*{escape(who, 80)}* asks to sit in on your {_what(sit_in)}.")]
    if accepted:
        day: Block = {"type": "datepicker", "initial_date": today.isoformat()}
        blocks.append(field("On which day?", "held_on", day, optional=False))
    example = "10:00, I send you the link" if accepted else "They asked for a small round"
    word = text_input(limit=MAX_WORD, placeholder=example)
    blocks.append(field(f"A word to {who}", "word", word))
    title, sign = ("Come along", "yes") if accepted else ("Not this time", "no")
    return modal("sit_in_answer", title, blocks, submit="Send", metadata=f"{sign}|{sit_in.id}")


def answered(sit_in: SitIn) -> Message:
    """To whoever asked."""
    host = escape(sit_in.name_of(sit_in.host), 80)
    if sit_in.state is SitInState.ACCEPTED and sit_in.held_on:
        text = f"*{host}* says yes: the {_what(sit_in)} on {words.day(sit_in.held_on)}."
    else:
        text = f"*{host}* says not this time to the {_what(sit_in)}."
    text += f"\n>{escape(sit_in.word, 2 * MAX_WORD)}" if sit_in.word else ""
    return Message(text.replace("*", ""), [section(text)])


def settled(sit_in: SitIn) -> Message:
    """Stands where the host was asked."""
    who = escape(sit_in.name_of(sit_in.asked_by), 80)
    if sit_in.state is SitInState.ACCEPTED and sit_in.held_on:
        text = f"✅ *{who}* comes along: the {_what(sit_in)} on {words.day(sit_in.held_on)}."
    else:
        text = f"You told *{who}*: not this time to the {_what(sit_in)}."
    return Message(text.replace("*", ""), [section(text)])


def learn(sit_in: SitIn, user: str) -> Message:
    """To both, on the day after."""
    if user == sit_in.host:
        was = f"{escape(sit_in.name_of(sit_in.asked_by), 80)} sat in on your {_what(sit_in)}."
    else:
        was = f"You sat in on {escape(sit_in.name_of(sit_in.host), 80)}'s {_what(sit_in)}."
    text = f"{was} What did you learn, in one line?"
    return Message(text, [section(text), actions(button("Write it", "sit_in_learnt", sit_in.id))])


def learnt_form(sit_in: SitIn, user: str) -> Block:
    line = text_input(
        initial=sit_in.learnt.get(user, ""),
        limit=MAX_LINE,
        placeholder="They never open the PDF before the call",
    )
    hint = "One of the week's lines stands in the digest, with your name."
    blocks = [field("What did you learn?", "line", line, optional=False, hint=hint)]
    return modal("sit_in_learnt", "One line", blocks, submit="Save", metadata=sit_in.id)


def _what(sit_in: SitIn) -> str:
    return escape(sit_in.what, 120)
