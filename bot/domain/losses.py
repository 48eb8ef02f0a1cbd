"""Whom leads chose instead of us, and why them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.spelling import cleaned, key, usual

WHY_THEM = (
    ("price", "Price"),
    ("integration", "Feature or integration"),
    ("incumbent", "Already in use"),
    ("relationship", "Relationship"),
    ("easier_start", "Faster or easier start"),
    ("other", "Other"),
)
MAX_COMPETITOR = 80
_LABELS: Mapping[str, str] = dict(WHY_THEM)


@dataclass(frozen=True, slots=True)
class Loss:
    """Leads that chose `competitor` as it is spelled here; `why` is a code, None when unsaid."""

    competitor: str
    why: str | None
    leads: int


@dataclass(frozen=True, slots=True)
class LostTo:
    """A competitor with the leads that chose it; `because` are codes, most named first."""

    competitor: str
    leads: int
    because: tuple[tuple[str, int], ...] = ()


def why_them(code: str) -> str:
    """What a person reads for a code; one that is not known reads like `other`."""
    return _LABELS.get(code, _LABELS["other"])


def why_them_of(text: str) -> str:
    """The code for another system's word, `other` for one that is none of ours."""
    word = key(text)
    return next((code for code, label in WHY_THEM if word in (code, key(label))), "other")


def lost_to(losses: Iterable[Loss]) -> tuple[LostTo, ...]:
    """By leads; one competitor however it is capitalised and spaced."""
    groups: dict[str, list[Loss]] = {}
    for loss in losses:
        if name := key(loss.competitor):
            groups.setdefault(name, []).append(loss)
    found = [_counted(items) for items in groups.values()]
    return tuple(sorted(found, key=lambda item: (-item.leads, item.competitor)))


def _counted(losses: Iterable[Loss]) -> LostTo:
    spellings: Counter[str] = Counter()
    because: Counter[str] = Counter()
    for loss in losses:
        spellings[cleaned(loss.competitor, MAX_COMPETITOR)] += loss.leads
        if loss.why:
            because[loss.why] += loss.leads
    ordered = sorted(because.items(), key=lambda pair: (-pair[1], pair[0]))
    return LostTo(usual(spellings), spellings.total(), tuple(ordered))
