"""What leads ask for: a rep's few words, grouped by what they mean and counted by company."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain.leads import Company
from bot.domain.spelling import cleaned, key, usual

MAX_WISH = 80
MIN_COMPANIES = 3
"""Fewer companies than this are an anecdote, and could be recognised by what they asked for."""
OFFERED = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """`label` as somebody wrote it; wishes with the same `key` are one."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish of some leads that say the same about their company. `fit` is the highest of them."""

    wish: Wish
    leads: int
    company: Company
    fit: int | None = None


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A wish with the number of companies that named it: of how many the fit is known, and of how
    many it lies in the target."""

    label: str
    companies: int
    scored: int = 0
    in_target: int = 0


def wish_of(text: str) -> Wish | None:
    """None when nothing was written."""
    label = cleaned(text, MAX_WISH)
    return Wish(key(label), label) if label else None


def asked_for(asked: Iterable[Asked], bar: int) -> tuple[AskedFor, ...]:
    """The wishes of three companies or more, by companies; a fit of `bar` is in the target.

    A lead that gives no company is counted nowhere: three of them could be one.
    """
    groups: dict[str, list[Asked]] = {}
    for item in asked:
        groups.setdefault(item.wish.key, []).append(item)
    found = [_counted(items, bar) for items in groups.values()]
    worth = [item for item in found if item.companies >= MIN_COMPANIES]
    return tuple(sorted(worth, key=lambda item: (-item.companies, -item.in_target, item.label)))


def _counted(asked: Collection[Asked], bar: int) -> AskedFor:
    spellings: Counter[str] = Counter()
    # One lead may give a company's name and domain, the next only its name.
    known_as = {Company(i.company.name).key: i.company.key for i in asked if i.company.domain}
    fits: dict[str, int | None] = {}
    for item in asked:
        spellings[item.wish.label] += item.leads
        if company := known_as.get(item.company.key, item.company.key):
            fits[company] = max(
                (f for f in (fits.get(company), item.fit) if f is not None), default=None
            )
    known = [fit for fit in fits.values() if fit is not None]
    return AskedFor(usual(spellings), len(fits), len(known), sum(fit >= bar for fit in known))
