"""Fills what a builder asks for, whatever it is: every text that comes from outside is `text`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from bot.blocks.lists import sentence
from bot.blocks.message import Message
from bot.domain.cards import LandedHere
from bot.domain.digest import WeekFacts
from bot.domain.figures import CampaignFigures
from bot.domain.home import SIZES, Page, Turned
from bot.domain.segments import PitchCount, Segment
from bot.domain.settings import Settings
from bot.domain.stats import Agreement, Share
from bot.domain.worktime import WorkingHours

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
PERSON = "U0MAYA1"
# What we write ourselves, and what is checked long before it reaches a builder.
OURS: dict[str, str] = {
    "burst": "20",
    "currency": "EUR",
    "period": "2026-W34",
    "style": "primary",
    "asked.code": "won",
    "contact_changed.what": "email",
    "counted.what": "noted",
    "digest.note": "Preview",
    "form.metadata": "0|V0123ABCD",
    "listing.command": "/leads",
    "listing.empty": "Nothing here",
    "listing.near": "open",
    "listing.title": "Your leads",
    "listing.usage": "open",
    "DeadLetter.error": "not_in_channel",
    "Drift.week": "2026-W31",
    "Halted.error": "missing_scope",
    "Halted.scopes": "chat:write",
    "Added.channel": "C0LEADS1",
    "PausedChannel.channel": "C0LEADS1",
    "PausedChannel.error": "not_in_channel",
    "HandOver.before": PERSON,
    "Route.owner_team": PERSON,
    "Route.people": PERSON,
    "Route.post_in": "C0LEADS1",
    "Trial.people": PERSON,
    "Criteria.required_fields": "email",
    "SettingChange.key": "company_sentence",
    "moved.channel": "C0LEADS1",
    "won.what": "won, 18 000 EUR",
    "not_counted.why": "These figures could not be counted.",
}
_PERSONS = {"assigned_to", "backup", "by", "cites", "owner", "to", "user", "users"}
_IDS = {"campaign_id", "campaigns:0", "chosen", "event_id", "id", "lead_id", "promised"}
_URLS = {"crm_url", "proof_links", "url"}
_SHORT = {"code", "codes", "committed_step", "wishes"}
_NEVER_EMPTY = {"cards", "leads", "options", "what"}
_MOMENTS = (timedelta(), timedelta(hours=-3), timedelta(hours=3), timedelta(days=-400))


@cache
def _hints(of: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(of)


@cache
def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(hint), get_args(hint)


@cache
def _filled(kind: Any) -> dict[str, tuple[Any, str]]:
    """The fields of a dataclass: what each holds, and its full name."""
    hints = _hints(kind)
    return {one.name: (hints[one.name], f"{kind.__name__}.{one.name}") for one in fields(kind)}


class Filler:
    """`random` chooses of which kind; what is there and how many too, unless `amount` says so."""

    def __init__(
        self, text: str, random: Random, amount: Literal["any", "most", "least"] = "any"
    ) -> None:
        self._amount = amount
        self._text = text
        self._random = random
        self._count = 0
        self._depth = 0

    def arguments(self, builder: Callable[..., Any]) -> dict[str, Any]:
        """A value for every parameter. TypeError for a type that is not known here."""
        hints = {name: hint for name, hint in _hints(builder).items() if name != "return"}
        of = builder.__name__
        return {name: self.value(hint, f"{of}.{name}") for name, hint in hints.items()}

    def value(self, hint: Any, name: str = "") -> Any:
        origin, inner = _parts(hint)
        special = _SPECIAL.get(origin or hint)
        if special is not None:
            return special(self, hint, name)
        if origin in (Union, UnionType):
            return self._optional(inner, name)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._random.choice(list(hint))
        if is_dataclass(origin or hint):
            return self._dataclass(hint, name)
        raise TypeError(f"filling.py knows no value for {name}: {hint}")

    def _optional(self, inner: tuple[Any, ...], name: str) -> Any:
        absent = {"most": 0.0, "any": 0.2, "least": 1.0}[self._amount]
        if NoneType in inner and self._random.random() < absent:
            return None
        return self.value(self._random.choice([one for one in inner if one is not NoneType]), name)

    def _dataclass(self, hint: Any, name: str) -> Any:
        kind = _parts(hint)[0] or hint
        wanted = _filled(kind).items()
        return kind(**{name: self.value(inner, full) for name, (inner, full) in wanted})

    def text(self, _: Any, name: str) -> str:
        self._count += 1
        full, name = name.partition(":")[0], name.rpartition(".")[2]
        ours = OURS.get(full, OURS.get(name))
        if ours is not None:
            return ours
        if name in _PERSONS or name.endswith("_by"):
            return PERSON
        if name in _IDS:
            return f"{self._count:032x}"
        if name in _URLS:
            return self._random.choice((self._text, "https://crm.example/a?b=1&c=2"))
        return f"{self._text[:50]}{self._count}" if name in _SHORT else self._text

    def number(self, _: Any, name: str) -> int:
        return self._random.choice((0, 1, 74, 100))

    def many(self, hint: Any, name: str) -> tuple[Any, ...]:
        origin, inner = _parts(hint)
        if len(inner) == 2 and inner[1] is not Ellipsis and origin is tuple:
            return tuple(self.value(one, f"{name}:{place}") for place, one in enumerate(inner))
        few, most = int(name.rpartition(".")[2] in _NEVER_EMPTY), 3 if self._depth else 8
        count = {"most": most, "any": self._random.choice((few, 1, most)), "least": few}[
            self._amount
        ]
        self._depth += 1
        made = tuple(self.value(inner[0], name) for _ in range(count))
        self._depth -= 1
        return made

    def mapping(self, hint: Any, name: str) -> dict[Any, Any]:
        _, value = get_args(hint)
        return {PERSON: self.value(value, name), self._text[:60]: self.value(value, name)}

    def page(self, hint: Any, name: str) -> Page[Any]:
        """As much as App Home asks for at once."""
        size = SIZES.get(name.rpartition(".")[2], min(SIZES.values()))  # type: ignore[call-overload]  # Part is a str
        items = self.many(hint, name)[:size]
        return Page(items, self._random.choice((0, 30)) + len(items))

    def settings(self, _: Any, __: str) -> Settings:
        return Settings(
            company_sentence=self._text[:300],
            min_fit=40,
            min_intent=30,
            required_fields=("name", "email"),
        )

    def figures(self, hint: Any, name: str) -> Any:
        """Nobody takes more leads than came, and nobody judges more than were taken."""
        made: Any = self._dataclass(hint, name)
        taken, landed = self.share(None, ""), self.share(None, "")
        unanswered = self._random.randint(0, taken.of - taken.hits)
        counts = {"delivered": taken.of, "procedural": 0, "running": 0, "taken": taken.hits}
        came = replace(made, **counts, unanswered=unanswered)
        return replace(came, told=landed.of, answered=landed.of, landed=landed.hits)

    def share(self, _: Any, __: str) -> Share:
        of = self.number(None, "")
        return Share(self._random.randint(0, of), of)

    def pitch(self, _: Any, name: str) -> PitchCount:
        share = self.share(None, "")
        question = self._random.choice(("opened_with", "promise_true"))
        return PitchCount(question, self.text(None, name), share.of, share.hits)

    def landed(self, _: Any, __: str) -> LandedHere:
        share = self.share(None, "")
        told = LandedHere(share.hits, share.of)
        kinds = _hints(LandedHere)
        return replace(told, reasons=self.value(kinds["reasons"]), quote=self.value(kinds["quote"]))


_SPECIAL: dict[Any, Callable[[Filler, Any, str], Any]] = {
    str: Filler.text,
    int: Filler.number,
    float: Filler.number,
    bool: lambda filler, hint, name: filler._random.random() < 0.5,
    datetime: lambda filler, hint, name: NOW + filler._random.choice(_MOMENTS),
    date: lambda filler, hint, name: (NOW + filler._random.choice(_MOMENTS)).date(),
    time: lambda filler, hint, name: time(9),
    ZoneInfo: lambda filler, hint, name: ZoneInfo("Europe/Berlin"),
    tuple: Filler.many,
    Sequence: Filler.many,
    list: lambda filler, hint, name: list(filler.many(hint, name)),
    frozenset: lambda filler, hint, name: frozenset(filler.many(hint, name)),
    Mapping: Filler.mapping,
    dict: Filler.mapping,
    Any: lambda filler, hint, name: filler.text(hint, name),
    CampaignFigures: Filler.figures,
    Segment: Filler.figures,
    PitchCount: Filler.pitch,
    WorkingHours: lambda filler, hint, name: Settings().hours,
    WeekFacts: lambda filler, hint, name: WeekFacts(100, 3, 2, 74, 60, 20, 9, 184_000, 3, 2_820),
    Message: lambda filler, hint, name: sentence(filler.text(hint, name)),
    Share: Filler.share,
    LandedHere: Filler.landed,
    Page: Filler.page,
    Settings: Filler.settings,
    Turned: lambda filler, hint, name: Turned(),
    Agreement: lambda filler, hint, name: Agreement(40, 31, 12, 9),
}
