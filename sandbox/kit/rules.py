"""Small rules over JSON: each yields what is wrong, with a JSON pointer, as Slack words it."""

import re
from collections.abc import Callable, Iterator, Mapping

from sandbox.model import JsonValue

Rule = Callable[[JsonValue, str], Iterator[str]]
Fields = Mapping[str, Rule]

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")


def wrong(sentence: str, at: str) -> str:
    """A sentence with its place."""
    return f"{sentence} [json-pointer:{at}]"


def string(most: int | None = None, least: int = 1) -> Rule:
    """A string of `least` to `most` characters."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must provide a string", at)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", at)

    return check


def matching(pattern: str, sentence: str) -> Rule:
    """A string that fits the pattern as a whole."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield wrong(sentence, at)

    return check


def url(value: JsonValue, at: str) -> Iterator[str]:
    """An address of at most 3000 characters."""
    yield from string(3000)(value, at)
    if isinstance(value, str) and not _URL.fullmatch(value):
        yield wrong("must be a valid URL", at)


def flag(value: JsonValue, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield wrong("must be a boolean", at)


def number(value: JsonValue, at: str) -> Iterator[str]:
    """Any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield wrong("must be a number", at)


def whole(least: int, most: int) -> Rule:
    """A whole number in this range."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield wrong("must be an integer", at)
        elif not least <= value <= most:
            yield wrong(f"must be between {least} and {most}", at)

    return check


def one_of(*values: str) -> Rule:
    """One of these words."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if value not in values:
            yield wrong(f"value must be one of: {', '.join(values)}", at)

    return check


def many(rule: Rule, least: int = 0, most: int | None = None) -> Rule:
    """A list of `least` to `most` items, each by the rule."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must be an array", at)
            return
        if len(value) < least:
            yield wrong(f"no less than {least} items allowed", at)
        if most is not None and len(value) > most:
            yield wrong(f"no more than {most} items allowed", at)
        for number, item in enumerate(value):
            yield from rule(item, f"{at}/{number}")

    return check


def shape(required: Fields, optional: Fields | None = None) -> Rule:
    """An object with these fields and no others."""
    optional = optional or {}
    known = {**required, **optional}

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", at)
            return
        for name in required:
            if value.get(name) is None:
                yield wrong(f"missing required field: {name}", at)
        for name, inner in value.items():
            if name not in known:
                yield wrong(f"invalid additional property: {name}", at)
            elif inner is not None:
                yield from known[name](inner, f"{at}/{name}")

    return check


def by_type(rules: Fields) -> Rule:
    """An object whose `type` says which rule it follows."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", at)
            return
        kind = value.get("type")
        if kind is None:
            yield wrong("missing required field: type", at)
        elif not isinstance(kind, str) or kind not in rules:
            yield wrong(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from rules[kind](value, at)

    return check


def both(first: Rule, *more: Rule) -> Rule:
    """The first rule, and the others if it is kept."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        found = list(first(value, at))
        for rule in () if found else more:
            found += rule(value, at)
        yield from found

    return check


def exactly_one(*names: str) -> Rule:
    """An object with one of these fields."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        there = [name for name in names if value.get(name) is not None]
        if not there:
            yield wrong(f"missing required field: one of {', '.join(names)}", at)
        elif len(there) > 1:
            yield wrong(f"only one of {', '.join(names)} is allowed", at)

    return check


def some(*names: str) -> Rule:
    """An object with at least one of these fields."""

    def check(value: JsonValue, at: str) -> Iterator[str]:
        if not any(value.get(name) for name in names):
            yield wrong(f"missing required field: one of {', '.join(names)}", at)

    return check


def anything(value: JsonValue, at: str) -> Iterator[str]:
    """Not checked."""
    yield from ()
