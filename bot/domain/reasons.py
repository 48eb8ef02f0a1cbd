"""The codes behind the chips: why a pitch landed or fell flat, why a lead is not for us."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.lifecycle import State, Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """`label` is what a rep taps; `group` is how it is reported."""

    code: str
    label: str
    group: str


LANDED_DEFAULT = ("Customer proof", "The promise", "The agreed step", "The offer", "Timing")
FELL_FLAT = ("Promise not believed", "Not their problem", "Too early", "Wrong opening", "Price")

REJECTION = (
    Reason("outside_icp", "Wrong company", "definitional"),
    Reason("wrong_persona", "Wrong person", "definitional"),
    Reason("misrouted", "Not mine", "procedural"),
    Reason("existing_customer", "Customer", "procedural"),
    Reason("duplicate", "Duplicate", "procedural"),
    Reason("invalid_contact", "Bad data", "clerical"),
    Reason("spam", "Spam", "noise"),
    Reason("student", "Student", "noise"),
)
MORE_REJECTION = (
    Reason("below_threshold", "Too small or too early", "definitional"),
    Reason("incomplete", "Too little to go on", "clerical"),
    Reason("solicitation", "Selling to us", "noise"),
    Reason("competitor", "A competitor", "noise"),
    Reason("other", "Other", "definitional"),
)
CUSTOMER, DUPLICATE = "existing_customer", "duplicate"
CHOSE_COMPETITOR = "chose_competitor"
DISQUALIFICATION = (
    Reason("unable_to_reach", "Can't reach", "reach"),
    Reason("no_need", "No need", "need"),
    Reason("no_budget", "No budget", "budget"),
    Reason("no_authority", "Not the decider", "authority"),
    Reason("bad_timing", "Bad timing", "timing"),
    Reason(CHOSE_COMPETITOR, "Chose competitor", "competitor"),
    Reason("our_handling", "We fumbled", "handling"),
    Reason("other", "Other", "other"),
)
PROCEDURAL = frozenset(r.code for r in REJECTION if r.group == "procedural")

_LABELS: Mapping[str, str] = {
    r.code: r.label for r in (*DISQUALIFICATION, *MORE_REJECTION, *REJECTION)
}


def label(code: str) -> str:
    """What a person reads for a code; a landed-chip is its own label."""
    return _LABELS.get(code, code)


def offered(state: State, verdict: Verdict | None, chips: tuple[str, ...]) -> tuple[Reason, ...]:
    """The chips for what was just said; `chips` are the campaign's own."""
    if state is State.REJECTED:
        return REJECTION
    if state is State.DISQUALIFIED:
        return DISQUALIFICATION
    texts = (chips or LANDED_DEFAULT) if verdict is Verdict.LANDED else FELL_FLAT
    return tuple(Reason(text, text, "pitch") for text in texts)
