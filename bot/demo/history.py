"""Twelve weeks of Tidewell's history, made so that the digest's findings are true of it.

The counts are exact; who, when and which words are drawn with a fixed seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.story import START
from bot.domain.ids import new_id
from bot.domain.leads import Company, Lead, Person, Score, Touchpoint
from bot.domain.lifecycle import Action, Door, Event
from bot.services.history import Past

FIRST_MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
WEEK_7 = FIRST_MONDAY + timedelta(weeks=6)
"""Week 29: from then on Search says “first gate live in one day”."""

_KNOWN = "Gatevia"
"""The competitor of whom the reps also say why."""


@dataclass(frozen=True, slots=True)
class _Quota:
    """Six weeks of one campaign: how many came, were taken, were told about, and landed; `asked` is
    which lead asked for what, `competitor` whom some chose."""

    campaign: str
    delivered: int
    taken: int
    told: int
    landed: int
    landed_chips: tuple[tuple[str, int], ...]
    flat_chips: tuple[str, ...]
    declines: tuple[tuple[str, int], ...]
    asked: tuple[tuple[int, str], ...] = ()
    competitor: str = _KNOWN


_EXPLAINED = {
    Action.LANDED: (("promise", "yes"), ("promise", "yes"), ("own", "partly"), ("promise", "yes")),
    Action.FELL_FLAT: (("own", "no"), ("pitch", "partly"), ("promise", "no"), ("own", "yes")),
}
"""How they opened, and whether the promise was true: four in turn."""
_DISCOUNTS = ("no", "budget", "competitor", "no", "volume")

_FLAT = ("Not their problem", "Too early", "Price")
_BEFORE = (
    _Quota("second-site", 20, 17, 13, 11, (("Same set-up", 8),), _FLAT, (("bad_timing", 3),)),
    _Quota(
        "dock-webinar",
        58,
        45,
        38,
        27,
        (("Customer proof", 12), ("Waiting cost", 9), ("No hardware", 6)),
        _FLAT,
        (("outside_icp", 7), ("wrong_persona", 4), ("duplicate", 2)),
    ),
    _Quota(
        "search",
        49,
        36,
        26,
        6,
        (("Speed", 4), ("No project", 2)),
        ("Promise not believed", "Promise not believed", "Wrong opening"),
        (("outside_icp", 6), ("student", 5), ("spam", 2)),
    ),
    _Quota(
        "logiexpo-badges",
        40,
        15,
        12,
        5,
        (("Live view", 3), ("Demo at the stand", 2)),
        _FLAT,
        (("wrong_persona", 13), ("student", 8), ("outside_icp", 4)),
    ),
    _Quota("cost-calculator", 4, 3, 2, 1, (("The number", 1),), _FLAT, (("outside_icp", 1),)),
)
_SINCE = (
    _Quota(
        "second-site",
        22,
        19,
        16,
        14,
        (("Same set-up", 9), ("Their own numbers", 5)),
        _FLAT,
        (("duplicate", 1), ("outside_icp", 2)),
    ),
    _Quota(
        "dock-webinar",
        64,
        52,
        44,
        31,
        (("Customer proof", 14), ("Waiting cost", 11), ("No hardware", 6)),
        _FLAT,
        (("outside_icp", 6), ("wrong_persona", 3), ("existing_customer", 3)),
        (
            (2, "SSO"),
            (4, "Driver app in Polish"),
            (15, "sso"),
            (22, "Driver app in Polish"),
            (27, "SSO"),
        ),
    ),
    _Quota(
        "search",
        51,
        36,
        30,
        19,
        (("First gate", 12), ("Speed", 5), ("No project", 2)),
        _FLAT,
        (("outside_icp", 7), ("student", 5), ("invalid_contact", 3)),
        ((14, "SSO"), (17, "SSO"), (23, "SSO ")),
    ),
    _Quota(
        "logiexpo-badges",
        88,
        29,
        24,
        9,
        (("Live view", 6), ("Demo at the stand", 3)),
        ("Not their problem", "Not their problem", "Too early"),
        (("wrong_persona", 31), ("student", 17), ("outside_icp", 11)),
        competitor="Rampwerk",
    ),
    _Quota("cost-calculator", 3, 3, 2, 2, (("The number", 2),), _FLAT, ()),
)

_QUOTES = {
    "dock-webinar": (
        "Hamm costs us two hours a truck",
        "If a plant like ours did it without new scanners, I want to see it",
        "My drivers call me from the gate, not the system",
        "Thirty percent? Show me one yard where it held",
    ),
    "search": (
        "One gate I can decide by myself",
        "If the first gate works, the second is easy",
        "Everybody promises a day. You named the gate",
    ),
    "second-site": ("Same as Hamm, please, nothing new", "We have the numbers, let us copy it"),
    "logiexpo-badges": ("I only wanted the badge", "Nice screen, but I do not run a yard"),
    "cost-calculator": ("I did not know it was that much",),
}
_FIRST = (
    "Anna",
    "Bruno",
    "Carla",
    "David",
    "Elif",
    "Felix",
    "Gesa",
    "Hugo",
    "Irina",
    "Jan",
    "Karin",
    "Luca",
    "Mara",
    "Nils",
    "Olga",
    "Pia",
    "Quentin",
    "Rosa",
    "Sven",
    "Tilda",
    "Uwe",
    "Vera",
    "Willem",
    "Xenia",
    "Yusuf",
    "Zoe",
)
_LAST = (
    "Abel",
    "Brandt",
    "Conrad",
    "Dietz",
    "Engel",
    "Fuchs",
    "Graf",
    "Huber",
    "Ihle",
    "Jung",
    "Kern",
    "Lenz",
    "Maas",
    "Nolte",
    "Otto",
    "Pohl",
    "Quast",
    "Reuter",
    "Sauer",
    "Thiel",
    "Ulrich",
    "Voigt",
    "Wolff",
    "Zander",
)
_FIRMS = (
    "Alster",
    "Amber",
    "Baltic",
    "Birke",
    "Delta",
    "Donau",
    "Elbe",
    "Falken",
    "Granit",
    "Hansa",
    "Inn",
    "Isar",
    "Jade",
    "Kiesel",
    "Lahn",
    "Linden",
    "Mosel",
    "Nord",
    "Oder",
    "Rhein",
    "Saale",
    "Tauber",
    "Weser",
)
_TRADES = ("Foods", "Papier", "Getränke", "Chemie", "Stahl", "Textil", "Logistik", "Pharma")
_INDUSTRIES = {"Foods": "Food", "Getränke": "Food", "Logistik": "Logistics", "Pharma": "Pharma"}
_TITLES = ("Head of Logistics", "Site Manager", "COO", "Yard Manager", "Controller", "Dispatch")


def past(users: dict[str, str]) -> Iterator[Past]:
    """The history; `users` maps the reps' names to their Slack ids."""
    rng = random.Random(34)  # noqa: S311  # a story, not a secret
    number = 0
    for quotas, monday in ((_BEFORE, FIRST_MONDAY), (_SINCE, WEEK_7)):
        for quota in quotas:
            for index in range(quota.delivered):
                number += 1
                arrived = _arrival(rng, monday, index)
                yield _Told(rng, quota, index, users).past(number, arrived)


def _arrival(rng: random.Random, monday: datetime, index: int) -> datetime:
    """Spread over six weeks of working days; the running week ends where the story begins."""
    week = monday + timedelta(weeks=index % 6)
    last_day = 2 if week + timedelta(days=4) > START else 4
    day, minute = rng.randint(0, last_day), rng.randint(0, 9 * 60)
    return week + timedelta(days=day, hours=6, minutes=minute)


class _Told:
    """One lead of a quota: the first ones land, the next fall flat, the last are declined."""

    def __init__(
        self, rng: random.Random, quota: _Quota, index: int, users: dict[str, str]
    ) -> None:
        self._rng = rng
        self._quota = quota
        self._index = index
        weights = {"maya": 3, "jonas": 4, "priya": 2}
        rep = rng.choices(list(weights), list(weights.values()))[0]
        self._user = users[rep]
        self._answers_after = {"maya": 45, "jonas": 20, "priya": 110}[rep]
        self._events: list[Event] = []
        self._quotes: list[tuple[str, str]] = []
        self._wishes: list[tuple[str, str]] = []

    def past(self, number: int, arrived: datetime) -> Past:
        if self._index < self._quota.taken:
            self._taken(arrived)
        else:
            self._declined(arrived)
        return Past(
            _lead(self._rng, self._quota, number, arrived),
            tuple(self._events),
            tuple(self._quotes),
            tuple(self._wishes),
        )

    def _say(self, at: datetime, action: Action, **more: Any) -> Event:
        event = Event(new_id(), at, self._user, action, Door.BUTTON, **more)
        if at < START:
            self._events.append(event)
        return event

    def _taken(self, arrived: datetime) -> None:
        taken = arrived + timedelta(minutes=self._rng.randint(2, self._answers_after))
        self._say(taken, Action.TAKE)
        if self._index >= self._quota.told:
            if self._index % 3:
                self._say(taken + timedelta(hours=1), Action.CONTACT)
            return
        talked = taken + timedelta(minutes=self._rng.randint(5, 2 * self._answers_after))
        self._say(talked, Action.CONTACT)
        if self._index < self._quota.landed:
            self._landed(talked)
        else:
            self._fell_flat(talked)

    def _landed(self, talked: datetime) -> None:
        chips = [chip for chip, count in self._quota.landed_chips for _ in range(count)]
        chip = chips[self._index] if self._index < len(chips) else None
        codes = (chip,) if chip else ()
        said = self._say(talked + timedelta(minutes=30), Action.LANDED, codes=codes)
        self._explained(said)
        self._asked(said)
        quotes = _QUOTES[self._quota.campaign]
        if self._index % 4 == 0 and said in self._events:
            self._quotes.append((said.id, quotes[self._index // 4 % len(quotes)]))
        after = talked + timedelta(days=1)
        turn = self._index // 6
        if turn % 2 == 0:
            self._say(talked + timedelta(hours=3), Action.MEET)
        if turn % 3 == 0:
            amount = 1000 * self._rng.randint(8, 60)
            self._say(after, Action.OPEN_OPPORTUNITY, detail={"amount": amount})
            if turn % 6 == 0:
                discount = _DISCOUNTS[self._index % len(_DISCOUNTS)]
                won = after + timedelta(hours=2)
                self._say(won, Action.WIN, detail={"discount": discount})

    def _fell_flat(self, talked: datetime) -> None:
        chip = self._quota.flat_chips[self._index % len(self._quota.flat_chips)]
        said = self._say(talked + timedelta(minutes=20), Action.FELL_FLAT, codes=(chip,))
        self._explained(said)
        self._asked(said)
        if self._index % 6 == 0:
            detail = {"competitor": self._quota.competitor}
            if self._quota.competitor == _KNOWN:
                detail["competitor_why"] = ("price", "integration")[self._index // 6 % 2]
            self._say(
                talked + timedelta(minutes=25),
                Action.DISQUALIFY,
                codes=("chose_competitor",),
                detail=detail,
            )

    def _explained(self, said: Event) -> None:
        """Two of three also say how they opened, and whether the promise was true."""
        if self._index % 3 == 2:
            return
        turn = self._index // 3 % 4
        opened, true = _EXPLAINED[said.action][turn]
        detail = {"opened_with": opened, "promise_true": true}
        at = said.at + timedelta(minutes=1)
        self._say(at, Action.EXPLAIN, codes=said.codes, detail=detail)

    def _asked(self, said: Event) -> None:
        wish = dict(self._quota.asked).get(self._index)
        if wish and said in self._events:
            self._wishes.append((said.id, wish))

    def _declined(self, arrived: datetime) -> None:
        codes = [code for code, count in self._quota.declines for _ in range(count)]
        place = self._index - self._quota.taken
        at = arrived + timedelta(minutes=self._rng.randint(3, self._answers_after))
        if place < len(codes) and codes[place] != "bad_timing":
            self._say(at, Action.REJECT, codes=(codes[place],))


def _lead(rng: random.Random, quota: _Quota, number: int, arrived: datetime) -> Lead:
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    firm = f"{rng.choice(_FIRMS)} {rng.choice(_TRADES)}"
    domain = f"{firm.split()[0].lower()}.example"
    bad = quota.campaign == "logiexpo-badges"
    taken = number % 3 != 0
    fit = rng.randint(35, 75) if bad else rng.randint(50, 95)
    return Lead(
        external_id=f"past-{number}",
        person=Person(f"{first} {last}", rng.choice(_TITLES), f"{first}.{last}@{domain}".lower()),
        company=Company(
            firm,
            domain,
            _INDUSTRIES.get(firm.split()[1], "Manufacturing"),
            rng.randint(20, 3000),
            rng.choice(("DE", "NL", "PL")),
            is_customer=quota.campaign == "second-site",
        ),
        campaign=quota.campaign,
        fit=Score(fit if taken else fit - 5, ("size",)),
        intent=Score(rng.randint(30, 90), ("visited",)),
        touchpoints=(Touchpoint(arrived, "web", "Filled in the form"),),
        occurred_at=arrived,
    )
