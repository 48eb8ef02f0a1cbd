"""The codes behind the chips: why a pitch landed or fell flat, why a lead is not for us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.campaigns import Campaign
from bot.domain.lifecycle import State, Verdict
from bot.domain.masked import all_masked


@dataclass(frozen=True, slots=True)
class Reason:
    """`label` is what a rep taps; `group` is how it is reported."""

    code: str
    label: str
    group: str


CHIPS = 10
ANSWERS = 3
"""So many answers to objections keep a place in the row beside many chips of the brief."""
MAX_CHIP = 60
LANDED_DEFAULT = ("Customer proof", "The promise", "The agreed step", "The offer", "Timing")
FELL_FLAT = ("Promise not believed", "Not their problem", "Too early", "Wrong opening", "Price")

CUSTOMER, DUPLICATE, OTHER = "existing_customer", "duplicate", "other"
CHOSE_COMPETITOR, BAD_TIMING = "chose_competitor", "bad_timing"
REJECTION = (
    Reason("outside_icp", "Wrong company", "definitional"),
    Reason("wrong_persona", "Wrong person", "definitional"),
    Reason("misrouted", "Not mine", "procedural"),
    Reason("existing_customer", "Customer", "procedural"),
    Reason("duplicate", "Duplicate", "procedural"),
    Reason("invalid_contact", "Bad data", "clerical"),
    Reason("spam", "Spam", "noise"),
    Reason("student", "Student", "noise"),
    Reason(OTHER, "Other", "definitional"),
)
MORE_REJECTION = (
    Reason("below_threshold", "Too small or too early", "definitional"),
    Reason("incomplete", "Too little to go on", "clerical"),
    Reason("solicitation", "Selling to us", "noise"),
    Reason("competitor", "A competitor", "noise"),
)
NOT_NOW = Reason("not_now", "Not now", "timing")
"""Offered among the rejections; the lead rests then, and is none."""
DISQUALIFICATION = (
    Reason("unable_to_reach", "Can't reach", "reach"),
    Reason("no_need", "No need", "need"),
    Reason("no_budget", "No budget", "budget"),
    Reason("no_authority", "Not the decider", "authority"),
    Reason(BAD_TIMING, "Bad timing", "timing"),
    Reason(CHOSE_COMPETITOR, "Chose competitor", "competitor"),
    Reason("our_handling", "We fumbled", "handling"),
    Reason(OTHER, "Other", "other"),
)
ASKS_MORE = frozenset({CHOSE_COMPETITOR, BAD_TIMING, OTHER})
"""A code alone says too little: which, until when, what."""
_NOISE = next(place for place, one in enumerate(REJECTION) if one.group == "noise")
PROCEDURAL = frozenset(r.code for r in REJECTION if r.group == "procedural")

_LABELS: Mapping[str, str] = {
    r.code: r.label for r in (*DISQUALIFICATION, *MORE_REJECTION, *REJECTION)
}


_KEPT = re.compile(r"I\b|\w+[A-Z]|\w[^\w\s]")


def label(code: str) -> str:
    """What a person reads for a code; a landed-chip is its own label."""
    return _LABELS.get(code, code)


def mentioned(code: str) -> str:
    """Its label within a sentence; what is written in capitals stays: `our IT is full`."""
    text = label(code)
    return text if _KEPT.match(text) else text[:1].lower() + text[1:]


def chip_of(sentence: str) -> str:
    """What is tapped, and counted, for a line of the brief."""
    line = " ".join(sentence.split())
    return line if len(line) <= MAX_CHIP else f"{line[: MAX_CHIP - 1].rstrip()}…"


def offered(state: State, verdict: Verdict | None, campaign: Campaign | None) -> tuple[Reason, ...]:
    """The chips for what was just said: those of the campaign's own brief (what can land and the
    answers to objections; the objections themselves), and those that fit any campaign. The first
    CHIPS make up the row, the others are in the form."""
    if state is State.REJECTED:
        return (*REJECTION[:_NOISE], NOT_NOW, *REJECTION[_NOISE:])
    if state is State.DISQUALIFIED:
        return DISQUALIFICATION
    objections = campaign.objections if campaign else ()
    if verdict is Verdict.LANDED:
        own = (campaign.landed_chips if campaign else ()) or LANDED_DEFAULT
        answers = [chip_of(item.answer) for item in objections]
        room = CHIPS - len(answers[:ANSWERS])
        texts = (*own[:room], *answers, *own[room:])
    else:
        heard = [chip_of(item.objection) for item in objections]
        room = CHIPS - len(FELL_FLAT)
        texts = (*heard[:room], *FELL_FLAT, *heard[room:])
    unique: dict[str, str] = {}
    for text in all_masked(texts):
        unique.setdefault(text.casefold(), text)
    return tuple(Reason(text, text, "pitch") for text in unique.values())
