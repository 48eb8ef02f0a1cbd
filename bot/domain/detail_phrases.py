"""What stands in a digest's details, in words: segments, openings, discounts, both promises."""

from collections.abc import Mapping, Sequence

from bot.domain import phrases
from bot.domain.agreement import Promises
from bot.domain.customers import CustomerKind
from bot.domain.figures import Counts
from bot.domain.notable import Notable
from bot.domain.outcomes import discounted
from bot.domain.questions import OPENED_WITH, PROMISE_TRUE
from bot.domain.segments import Dimension, PitchCount, Segment
from bot.domain.stats import MIN_COUNT, Reading, Share, difference, total


def promises(given: Promises) -> list[str]:
    """Each side's, with the likely range; empty when there is nothing to count."""
    named = (
        ("Marketing: taken", given.taken),
        ("Marketing: qualified, of those taken", given.qualified),
        ("Sales: contacted in time", given.in_time),
    )
    return [f"{name} {_judged(share)}" for name, share in named if share.of]


def _judged(share: Share) -> str:
    return phrases.counted(share) + ("" if share.of >= MIN_COUNT else f" ({Reading.TOO_FEW})")


BY: Mapping[Dimension, str] = {
    Dimension.CHANNEL: "By channel",
    Dimension.OFFER: "By offer",
    Dimension.INDUSTRY: "By industry",
    Dimension.COUNTRY: "By country",
    Dimension.SIZE: "By company size",
    Dimension.CUSTOMER: "New and existing customers",
}
_CUSTOMERS: Mapping[str, str] = {
    CustomerKind.NEW: "new",
    CustomerKind.REPEAT: "buys the same again",
    CustomerKind.EXPANSION: "existing customer, something more",
}
QUESTIONS: Mapping[str, str] = {
    "opened_with": "Opened with",
    "promise_true": "Promise true in the call?",
}
_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "opened_with": dict(OPENED_WITH),
    "promise_true": dict(PROMISE_TRUE),
}


def segment_name(one: Segment) -> str:
    return named(one.dimension, one.name) if one.name else "not known"


def named(kind: str, name: str) -> str:
    if kind == Dimension.SIZE:
        return f"{name} people"
    if kind == Dimension.CUSTOMER:
        return _CUSTOMERS.get(name, name)
    return _ANSWERS.get(kind, {}).get(name, name)


def pitch(one: PitchCount) -> str:
    """`own words: landed 12/40  18–46 %`."""
    return f"{named(one.question, one.answer)}: landed {_judged(one.landed_share)}"


def answered_of(known: int, told: int) -> str:
    """`answered for 87 of 116 told`; empty where nobody left it out."""
    return f"answered for {known} of {told} told" if known < told else ""


def effect(counts: Sequence[PitchCount]) -> str:
    """What one question's first answer (our promise, yes) did to "landed" against the others:
    `our promise against the others: +22 points, likely +3 to +38`."""
    first = next(iter(_ANSWERS.get(counts[0].question, {}))) if counts else ""
    own = total([one.landed_share for one in counts if one.answer == first])
    rest = total([one.landed_share for one in counts if one.answer != first])
    if not (own.of and rest.of):
        return ""
    said = f"“{named(counts[0].question, first)}” against the others"
    if min(own.of, rest.of) < MIN_COUNT:
        return f"{said}: {Reading.TOO_FEW}"
    span = difference(own, rest)
    points = phrases.points(own, rest, span)
    return f"{said}: {points}" + ("" if span.excludes(0.0) else ": no real difference")


def notable(item: Notable) -> str:
    """`Country DE: landed 31/44  56–82 %, the others 20/60  23–46 %`."""
    rates = f"{item.measure} {phrases.counted(item.share)}"
    return f"{_who(item)}: {rates}, the others {phrases.counted(item.rest)}"


def _who(item: Notable) -> str:
    """`Opened with our promise`, `Where the promise was not true`, `Country DE`."""
    name = named(item.kind, item.name)
    if item.kind == "opened_with":
        return f"Opened with {name}"
    if item.kind == "promise_true":
        return f"Where the promise was {_TRUE.get(item.name, name)}"
    if item.kind == Dimension.CUSTOMER:
        return f"Customers: {name}"
    return f"{'Company size' if item.kind == Dimension.SIZE else item.kind.capitalize()} {name}"


_TRUE: Mapping[str, str] = {"yes": "true", "partly": "partly true", "no": "not true"}


def discounts(counts: Counts) -> list[str]:
    """`no discount 12`, `their budget 3`, `not said 4`, of the deals that were won."""
    return [
        f"{discounted(code).removeprefix('discount: ') if code else 'not said'} {count}"
        for code, count in counts
    ]
