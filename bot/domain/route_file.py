"""Rules as a document: read and checked from TOML or from a form, and written again."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.routing import Kind, Route, Share
from bot.domain.setting_values import people_ids
from bot.errors import InvalidInput

MOST_ROUTES = 40
MAX_NAME = 60
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
_EMPLOYEES = 10_000_000
Document = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one rule (1 is the first; 0: with the whole), in words."""

    number: int
    key: str
    text: str
    name: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}, " if self.line else ""
        rule = f"route {self.number}" + (f" (“{self.name}”)" if self.name else "")
        key = f"{self.key}: " if self.key else ""
        return f"{where}{rule}: {key}{self.text}" if self.number else f"{where}{key}{self.text}"


class InvalidRoutes(InvalidInput):
    """Rules that cannot be saved; `problems` are all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def parse(text: str) -> tuple[Route, ...]:
    """The rules of a TOML file; InvalidRoutes names every problem with its line."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRoutes([Problem(0, "", f"This is not TOML: {error}.")]) from error
    strange = sorted(set(found) - {"route"})
    tables = found.get("route", [])
    if strange or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        what = strange[0] if strange else "route"
        raise InvalidRoutes([Problem(0, what, "only [[route]] tables can stand here.")])
    return read(tables, _lines(text))


def _lines(text: str) -> list[int]:
    """Where each rule begins."""
    lines = text.splitlines()
    return [n for n, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*route\s*\]\]", line)]


def read(document: Document, lines: Sequence[int] = ()) -> tuple[Route, ...]:
    """The rules of a document; InvalidRoutes names every problem."""
    routes, problems = list[Route](), list[Problem]()
    if len(document) > MOST_ROUTES:
        problems.append(Problem(0, "", f"At most {MOST_ROUTES} routes; this has {len(document)}."))
    for number, table in enumerate(document, 1):
        route, wrong = _route(table)
        if route.name in {known.name for known in routes} and route.name:
            wrong["name"] = "another route has this name already"
        routes.append(route)
        line = lines[number - 1] if len(lines) == len(document) else None
        problems += [Problem(number, key, text, route.name, line) for key, text in wrong.items()]
    if problems:
        raise InvalidRoutes(problems)
    return tuple(routes)


def stored(document: Document) -> tuple[Route, ...]:
    """The rules that a database keeps. The version after this one may have written some: what it
    cannot read of them matches nothing."""
    found = [_route(table) for table in document]
    return tuple(route for route, wrong in found if not wrong)


def _route(table: Mapping[str, Any]) -> tuple[Route, dict[str, str]]:
    values, wrong = dict[str, Any](), dict[str, str]()
    for key, given in table.items():
        if key not in _READERS:
            wrong[str(key)] = f"unknown; the keys are {', '.join(_READERS)}"
            continue
        try:
            values[key] = _READERS[key](given)
        except (ValueError, TypeError) as error:
            wrong[key] = str(error)
    if not values.get("name"):
        wrong.setdefault("name", "give the route a name")
    kind, people, channel = values.pop("to", (Kind.DEFAULT, (), ""))
    if "to" not in table:
        wrong["to"] = _TO
    if channel and values.get("post_in"):
        wrong["post_in"] = "`to` names the channel already"
    values.setdefault("post_in", channel)
    values.setdefault("name", "")
    return Route(kind=kind, people=people, **values), wrong | _odd(values, kind, table)


def _odd(values: Mapping[str, Any], kind: Kind, table: Mapping[str, Any]) -> dict[str, str]:
    """What is right by itself and wrong together."""
    wrong = {}
    low, high = values.get("employees_from"), values.get("employees_to")
    if low is not None and high is not None and low > high:
        wrong["employees_to"] = "must not be less than employees_from"
    if "by" in table and kind is not Kind.PEOPLE:
        wrong["by"] = "only where `to` lists people"
    if "post_in" in table and kind is Kind.DEFAULT:
        wrong["post_in"] = "the default is the channel for leads; write to = the channel instead"
    return wrong


_TO = (
    'needs “owner”, “default”, a channel\'s id ("C0123ABCD") or a list of people and user groups '
    '(["U0123ABCD", "S0123ABCD"])'
)


def _to(given: object) -> tuple[Kind, tuple[str, ...], str]:
    if isinstance(given, str) and given in (Kind.OWNER, Kind.DEFAULT):
        return Kind(given), (), ""
    if isinstance(given, str) and _CHANNEL.fullmatch(given):
        return Kind.CHANNEL, (), given
    if isinstance(given, list | tuple) and given:
        return Kind.PEOPLE, _ids(given), ""
    raise ValueError(_TO)


def _ids(given: object) -> tuple[str, ...]:
    return people_ids(",".join(_texts(given)))


def _texts(given: object) -> tuple[str, ...]:
    items = [given] if isinstance(given, str) else given
    if not isinstance(items, list | tuple) or not all(isinstance(one, str) for one in items):
        raise ValueError('a text, or a list of texts such as ["DE", "AT"]')
    return tuple(one.strip()[:200] for one in items if one.strip())


def _name(given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given.strip()) <= MAX_NAME:
        raise ValueError(f"a text of at most {MAX_NAME} characters")
    return " ".join(given.split())


def _size(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _EMPLOYEES:
        raise ValueError("a whole number of people, such as 200")
    return given


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise ValueError("true or false")
    return given


def _by(given: object) -> Share:
    if given not in tuple(Share):
        raise ValueError("“turn” or “load”")
    return Share(str(given))


def _channel(given: object) -> str:
    if not isinstance(given, str) or not _CHANNEL.fullmatch(given):
        raise ValueError("a channel's id, such as C0123ABCD")
    return given


_READERS: Mapping[str, Callable[[object], Any]] = {
    "name": _name,
    "owner_team": _ids,
    "country": _texts,
    "employees_from": _size,
    "employees_to": _size,
    "campaign": _texts,
    "channel": _texts,
    "customer": _flag,
    "to": _to,
    "by": _by,
    "post_in": _channel,
}


def document_of(routes: Sequence[Route]) -> list[dict[str, Any]]:
    """The rules as `read` takes them; what asks for nothing is left out."""
    return [_table(route) for route in routes]


def _table(route: Route) -> dict[str, Any]:
    to: Any = route.kind.value
    if route.kind is Kind.PEOPLE:
        to = list(route.people)
    elif route.kind is Kind.CHANNEL:
        to = route.post_in
    table = {
        "name": route.name,
        "owner_team": list(route.owner_team),
        "country": list(route.country),
        "employees_from": route.employees_from,
        "employees_to": route.employees_to,
        "campaign": list(route.campaign),
        "channel": list(route.channel),
        "customer": route.customer,
        "to": to,
        "by": route.by.value if route.kind is Kind.PEOPLE else None,
        "post_in": route.post_in if route.kind is not Kind.CHANNEL else "",
    }
    return {key: value for key, value in table.items() if value not in (None, "", [])}


def as_toml(routes: Sequence[Route]) -> str:
    """The file that `parse` reads. JSON's texts, numbers and lists are TOML's as well."""
    tables = [
        "\n".join(["[[route]]", *(f"{key} = {_toml(value)}" for key, value in table.items())])
        for table in document_of(routes)
    ]
    return "\n\n".join(tables) + ("\n" if tables else "")


def _toml(value: object) -> str:
    # DEL is the one character that JSON writes as it is and TOML does not allow.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
