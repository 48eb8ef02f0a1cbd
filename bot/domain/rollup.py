"""Leads that share a card: three colleagues of one company, and more than a channel bears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.cards import LeadLine

TOGETHER = timedelta(minutes=1)
MAX_LEADS = 8
"""On one card: each takes two of Slack's 50 blocks, and a longer message is not read."""


@dataclass(frozen=True, slots=True)
class Party:
    """Whose leads belong together: of one company, and meant for the same owner (or for nobody)."""

    company: str
    owner_email: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that has just come."""

    lead_id: str
    party: Party


@dataclass(frozen=True, slots=True)
class Head:
    """A lead whose card may show others; `size` is how many it shows, itself included."""

    lead_id: str
    party: Party
    size: int = 1


@dataclass(frozen=True, slots=True)
class Together:
    """On whose card each lead is shown, where that is not its own, and of which companies more
    came than one card shows (`crowd`, their further leads)."""

    heads: Mapping[str, str] = field(default_factory=dict)
    crowd: frozenset[str] = frozenset()


ALONE = Together()


def rolled_up(arrivals: Sequence[Arrival], heads: Sequence[Head]) -> Together:
    latest = {head.party: head for head in heads}
    found, crowd = dict[str, str](), set[str]()
    for arrival in arrivals:
        head = latest.get(arrival.party)
        if head is None:
            latest[arrival.party] = Head(arrival.lead_id, arrival.party)
        elif head.size >= MAX_LEADS:
            crowd.add(arrival.lead_id)
        else:
            found[arrival.lead_id] = head.lead_id
            latest[arrival.party] = replace(head, size=head.size + 1)
    return Together(found, frozenset(crowd))


@dataclass(frozen=True, slots=True)
class Load:
    """What came to a channel within `TOGETHER` or still waits to be posted there; `open` is whose
    card shows a burst that is going on."""

    cards: int = 0
    open: str | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """On whose card each lead is shown, where that is not its own, and which are of a burst."""

    heads: Mapping[str, str]
    burst: frozenset[str] = frozenset()


def spread(lead_ids: Sequence[str], given: Together, load: Load, limit: int) -> Spread:
    """The first leads, up to `limit` of a channel, have cards of their own (or share a company's);
    the further ones, and a company's crowd, are one burst."""
    heads = given.heads
    own = [lead_id for lead_id in lead_ids if lead_id not in heads]
    room = [lead_id for lead_id in own if lead_id not in given.crowd][: max(limit - load.cards, 0)]
    further = [lead_id for lead_id in own if lead_id not in room]
    if not further:
        return Spread(heads)
    head = load.open or further[0]
    together = {*further, *(lead_id for lead_id in lead_ids if heads.get(lead_id) in further)}
    shown = {lead_id: head for lead_id in together if lead_id != head}
    return Spread({**heads, **shown}, frozenset(together))


@dataclass(frozen=True, slots=True)
class BurstLine:
    """One lead of a burst that nobody has yet."""

    lead: LeadLine
    fit: int | None = None
    intent: int | None = None


@dataclass(frozen=True, slots=True)
class Burst:
    """A page of a burst: of `total` leads since then, `waiting` are to be had and `declined` are
    not for us."""

    total: int
    waiting: int
    since: datetime
    lines: tuple[BurstLine, ...] = ()
    offset: int = 0
    declined: int = 0
