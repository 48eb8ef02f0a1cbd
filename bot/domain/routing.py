"""Where a lead goes: ordered rules, of which the first that matches decides."""

import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.phrases import plural
from bot.domain.roles import is_group

MOST_REROUTES = 2
"""A lead that was passed on so often and is not theirs either stays with whoever judges next."""
ANEW = ""
"""In place of a rule's name: another owner is named since, and the lead is placed once more."""
Groups = Mapping[str, Sequence[str]]
"""Who is in each user group, by its id."""


class Kind(StrEnum):
    """What a route leads to."""

    OWNER = "owner"
    PEOPLE = "people"
    CHANNEL = "channel"
    DEFAULT = "default"


class Share(StrEnum):
    """How several people share the leads of a route."""

    TURN = "turn"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Route:
    """One rule. What is empty asks for nothing; `channel` is where the lead came from (webinar),
    `post_in` the Slack channel of its card (empty: the channel for leads). `people` and
    `owner_team` hold ids of people and user groups."""

    name: str
    kind: Kind
    people: tuple[str, ...] = ()
    by: Share = Share.TURN
    post_in: str = ""
    owner_team: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    employees_from: int | None = None
    employees_to: int | None = None
    campaign: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    customer: bool | None = None

    def place(self, default: str) -> str:
        """The channel of its leads' cards."""
        return default if self.kind is Kind.DEFAULT else self.post_in or default


@dataclass(frozen=True, slots=True)
class RouteSet:
    """A version of the rules that say where leads go, 1 the first."""

    version: int
    routes: tuple[Route, ...]
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class RouteDraft:
    """Rules that somebody edits; `base` is the version they began with (0: none). `tested` once
    they saw what these rules would have done, `changed` while they differ from the saved ones.
    `needs_agreed` as the definition has it: no rule places a lead before sales agreed its step."""

    base: int
    routes: tuple[Route, ...]
    tested: bool = False
    changed: bool = False
    needs_agreed: bool = False

    @property
    def mark(self) -> str:
        """Of these rules on this version: what is chosen in a list of others means another rule."""
        return f"{self.base}.{zlib.crc32(repr(self.routes).encode()):x}"


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What rules ask about a lead. `owner` is the person in Slack with the owner's address, as far
    as known; `campaign` its external id; `route` the rule that placed it. Its `holder` keeps it
    where a rule for people would give it to one of several that are not more entitled."""

    id: str
    owner_email: str | None = None
    owner: str | None = None
    country: str | None = None
    employees: int | None = None
    campaign: str | None = None
    channel: str | None = None
    is_customer: bool | None = None
    route: str | None = None
    label: str = ""
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a lead goes; without `route` no rule matched, without `user` it is for everybody."""

    route: Route | None
    channel: str
    user: str | None = None


def matches(route: Route, lead: LeadFacts, groups: Groups) -> bool:
    if route.kind is Kind.OWNER and not lead.owner_email:
        return False
    if route.owner_team and lead.owner not in people_in(route.owner_team, groups):
        return False
    if route.customer is not None and bool(lead.is_customer) is not route.customer:
        return False
    return _is_size(route, lead) and all(
        not wanted or (value is not None and value.casefold() in _folded(wanted))
        for wanted, value in (
            (route.country, lead.country),
            (route.campaign, lead.campaign),
            (route.channel, lead.channel),
        )
    )


def _is_size(route: Route, lead: LeadFacts) -> bool:
    low, high = route.employees_from, route.employees_to
    if low is None and high is None:
        return True
    size = lead.employees
    return size is not None and (low or 0) <= size and (high is None or size <= high)


def _folded(texts: Sequence[str]) -> set[str]:
    return {text.casefold() for text in texts}


def people_in(listed: Sequence[str], groups: Groups) -> list[str]:
    """The people of a list, each once, those of a user group in its place."""
    found: dict[str, None] = {}
    for one in listed:
        found.update(dict.fromkeys(groups.get(one, ()) if is_group(one) else (one,)))
    return list(found)


def named_groups(routes: Sequence[Route]) -> list[str]:
    """The user groups that rules name."""
    listed = {one for route in routes for one in (*route.people, *route.owner_team)}
    return sorted(one for one in listed if is_group(one))


@dataclass
class Desk:
    """Hands out leads one after the other. `receivers` says who gets what is meant for a person:
    themselves, their backup, or nobody (None) while they are away. `turns` and `loads` (open
    leads) change with every lead that is placed."""

    routes: Sequence[Route]
    default: str
    groups: Groups = field(default_factory=dict)
    receivers: Mapping[str, str | None] = field(default_factory=dict)
    turns: dict[str, str | None] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)

    def place(
        self, lead: LeadFacts, *, after: str | None = None, but_for: Collection[str] = ()
    ) -> Placed:
        """The first rule that matches (behind the one named `after`); never to `but_for`."""
        names = [route.name for route in self.routes]
        start = names.index(after) + 1 if after in names else 0
        for route in self.routes[start:]:
            if matches(route, lead, self.groups):
                placed = self._to(route, lead, but_for)
                if placed is not None:
                    return placed
        return Placed(None, self.default)

    def _to(self, route: Route, lead: LeadFacts, but_for: Collection[str]) -> Placed | None:
        """None when nobody of the route can have the lead."""
        channel = route.place(self.default)
        if route.kind is Kind.OWNER:
            if lead.owner is None:
                return Placed(route, channel)  # Slack is asked who that is
            user = self.receivers.get(lead.owner, lead.owner)
            is_able = user is not None and not {user, lead.owner} & set(but_for)
            return Placed(route, channel, user) if is_able else None
        if route.kind is Kind.PEOPLE:
            chosen = self._next(route, lead.holder, but_for)
            return Placed(route, channel, chosen) if chosen else None
        return Placed(route, channel)

    def _next(self, route: Route, holder: str | None, but_for: Collection[str]) -> str | None:
        """Who has it already, else whose turn it is, or who has the fewest open leads (of several,
        whose turn it is)."""
        people = people_in(route.people, self.groups)
        last = self.turns.get(route.name)
        start = people.index(last) + 1 if last in people else 0
        pairs = [(self.receivers.get(one, one), one) for one in people[start:] + people[:start]]
        able = [(user, one) for user, one in pairs if user is not None and user not in but_for]
        if not able or holder in dict(able):
            return holder if able else None
        if route.by is Share.LOAD:
            able.sort(key=lambda pair: self.loads.get(pair[0], 0))
        user, one = able[0]
        self.turns[route.name] = one
        self.loads[user] = self.loads.get(user, 0) + 1
        return user


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules would have done with `total` leads: the leads of each route and of each person,
    and those that no rule matched. `strangers` are the owners' addresses that nobody in Slack is
    known by, with their leads: these go on to the next rule."""

    total: int
    counts: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, int], ...]
    unmatched: tuple[str, ...]
    strangers: tuple[tuple[str, int], ...]

    @property
    def of_strangers(self) -> str:
        """`3 leads of 1 owner`; empty when there are none."""
        leads = sum(count for _, count in self.strangers)
        return f"{plural(leads, 'lead')} of {plural(len(self.strangers), 'owner')}" if leads else ""


def tried(desk: Desk, leads: Sequence[LeadFacts]) -> Trial:
    counts = {route.name: 0 for route in desk.routes}
    people: dict[str, int] = {}
    unmatched, strangers = list[str](), Counter[str]()
    for lead in leads:
        placed = desk.place(lead)
        while placed.route is not None and placed.route.kind is Kind.OWNER and not lead.owner:
            placed = desk.place(lead, after=placed.route.name)
        if lead.owner_email and not lead.owner:
            strangers[lead.owner_email.lower()] += 1
        if placed.route is None:
            unmatched.append(lead.label)
            continue
        counts[placed.route.name] += 1
        if placed.user:
            people[placed.user] = people.get(placed.user, 0) + 1
    return Trial(
        len(leads),
        tuple(counts.items()),
        tuple(people.items()),
        tuple(unmatched),
        tuple(strangers.items()),
    )
