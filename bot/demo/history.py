"""Twelve weeks of Tidewell's history, made so that the digest's findings are true of it.

The counts are exact; who, when and which words are drawn with a fixed seed.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.demo.story import START
from bot.demo.twelve_weeks import (
    BEFORE,
    DISCOUNTS,
    EXPLAINED,
    FIRMS,
    FIRST_MONDAY,
    FIRST_NAMES,
    INDUSTRIES,
    KNOWN_COMPETITOR,
    LAST_NAMES,
    QUOTES,
    SINCE,
    TITLES,
    TRADES,
    WEEK_7,
    Quota,
)
from bot.domain.ids import new_id
from bot.domain.leads import Company, Lead, Person, Score, Touchpoint
from bot.domain.lifecycle import Action, Door, Event
from bot.services.history import Past


def past(users: dict[str, str]) -> Iterator[Past]:
    """The history; `users` maps the reps' names to their Slack ids."""
    rng = random.Random(34)  # noqa: S311  # a story, not a secret
    number = 0
    for quotas, monday in ((BEFORE, FIRST_MONDAY), (SINCE, WEEK_7)):
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

    def __init__(self, rng: random.Random, quota: Quota, index: int, users: dict[str, str]) -> None:
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
        quotes = QUOTES[self._quota.campaign]
        place, rest = divmod(self._index, 4)
        if rest == 0 and place < len(quotes) and said in self._events:
            self._quotes.append((said.id, quotes[place]))
        after = talked + timedelta(days=1)
        turn = self._index // 6
        if turn % 2 == 0:
            self._say(talked + timedelta(hours=3), Action.MEET)
        if turn % 3 == 0:
            amount = 1000 * self._rng.randint(8, 60)
            self._say(after, Action.OPEN_OPPORTUNITY, detail={"amount": amount})
            if turn % 6 == 0:
                discount = DISCOUNTS[self._index % len(DISCOUNTS)]
                won = after + timedelta(hours=2)
                self._say(won, Action.WIN, detail={"discount": discount})

    def _fell_flat(self, talked: datetime) -> None:
        chip = self._quota.flat_chips[self._index % len(self._quota.flat_chips)]
        said = self._say(talked + timedelta(minutes=20), Action.FELL_FLAT, codes=(chip,))
        self._explained(said)
        self._asked(said)
        if self._index % 6 == 0:
            detail = {"competitor": self._quota.competitor}
            if self._quota.competitor == KNOWN_COMPETITOR:
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
        opened, true = EXPLAINED[said.action][turn]
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


def _lead(rng: random.Random, quota: Quota, number: int, arrived: datetime) -> Lead:
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    firm = f"{rng.choice(FIRMS)} {rng.choice(TRADES)}"
    domain = f"{firm.split()[0].lower()}.example"
    bad = quota.campaign == "logiexpo-badges"
    taken = number % 3 != 0
    fit = rng.randint(35, 75) if bad else rng.randint(50, 95)
    return Lead(
        external_id=f"past-{number}",
        person=Person(f"{first} {last}", rng.choice(TITLES), f"{first}.{last}@{domain}".lower()),
        company=Company(
            firm,
            domain,
            INDUSTRIES.get(firm.split()[1], "Manufacturing"),
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
