"""Rows of a mapped file, turned into leads and outcomes; each that cannot be says why."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.domain.leads import Lead
from bot.domain.losses import why_them_of
from bot.domain.outcomes import MAX_AMOUNT, discount_of
from bot.domain.replay import Reported, outcome_of
from bot.errors import InvalidInput
from bot.intake.dates import moment
from bot.intake.files import Record
from bot.intake.mapping import Mapped
from bot.intake.schemas import LeadIn
from bot.intake.words import words
from bot.services.importing import RefusedRow, Row

_ONE_DAY = timedelta(days=1)
_SHOWN = 40
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows in a workspace's time zone; what lies after `now` is refused."""

    mapped: Mapped
    zone: ZoneInfo
    now: datetime

    def leads(self, records: Iterable[Record]) -> Iterator[Row[Lead] | RefusedRow]:
        return self._unique(self._read(records, self._lead))

    def outcomes(self, records: Iterable[Record]) -> Iterator[Row[Reported] | RefusedRow]:
        return self._read(records, self._outcome)

    def _read(
        self, records: Iterable[Record], build: Callable[[dict[str, str]], Item]
    ) -> Iterator[Row[Item] | RefusedRow]:
        for record in records:
            try:
                yield Row(record.number, build(self.mapped.values(record)))
            except _BadField as bad:
                yield RefusedRow(record.number, bad.field, bad.problem)
            except ValueError as error:
                yield RefusedRow(record.number, "", str(error))

    def _unique(self, rows: Iterator[Row[Lead] | RefusedRow]) -> Iterator[Row[Lead] | RefusedRow]:
        """Of rows with the same id the first: two would overwrite each other at every import."""
        first: dict[str, int] = {}
        for row in rows:
            if isinstance(row, Row):
                known = first.setdefault(row.item.external_id, row.number)
                if known != row.number:
                    problem = f"{_quoted(row.item.external_id)} stands in row {known} already"
                    yield RefusedRow(row.number, "external_id", problem)
                    continue
            yield row

    def _lead(self, values: dict[str, str]) -> Lead:
        occurred_at = self._moment(values, "occurred_at")
        try:
            given = LeadIn.model_validate({**_nested(values), "occurred_at": occurred_at})
            return given.value(self.now, anonymous=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=True)[0]
            field = _field(first, values)
            raise _BadField(field, _problem(first, values.get(field, ""))) from error

    def _outcome(self, values: dict[str, str]) -> Reported:
        external_id = _needed(values, "external_id")
        try:
            action, codes = outcome_of(_needed(values, "outcome"), values.get("reason", ""))
        except InvalidInput as error:
            raise _BadField("outcome", error.sentence.rstrip(".")) from error
        detail: dict[str, Any] = {}
        if "amount" in values:
            detail["amount"] = _amount(values["amount"])
        if "competitor" in values:
            detail["competitor"] = values["competitor"][:100]
        if "discount" in values:
            detail["discount"] = discount_of(values["discount"])
        if "competitor_why" in values:
            detail["competitor_why"] = why_them_of(values["competitor_why"])
        at = self._moment(values, "at")
        return Reported(external_id, action, at, values.get("owner"), codes, detail)

    def _moment(self, values: Mapping[str, str], field: str) -> datetime:
        text = _needed(values, field)
        try:
            found = moment(text, self.zone, self.mapped.order)
        except ValueError as error:
            raise _BadField(field, f"{_quoted(text)} {error}") from error
        if found > self.now + _ONE_DAY:
            raise _BadField(field, f"{_quoted(text)} lies in the future")
        return found


class _BadField(Exception):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


def _needed(values: Mapping[str, str], field: str) -> str:
    if field not in values:
        raise _BadField(field, "is empty")
    return values[field]


def _nested(values: Mapping[str, str]) -> dict[str, Any]:
    """`person.name` and its like as the JSON of a lead has them."""
    nested: dict[str, Any] = {}
    for field, value in values.items():
        parent, _, name = field.partition(".")
        if not name:
            nested[parent] = value
        elif name in ("reasons", "products"):
            several = [part.strip() for part in re.split(r"[;|,]", value)]
            nested.setdefault(parent, {})[name] = [part for part in several if part]
        else:
            nested.setdefault(parent, {})[name] = value
    return nested


def _field(error: ErrorDetails, values: Mapping[str, str]) -> str:
    """The mapped field that an error is about: the longest whose name its place begins with."""
    place = ".".join(str(step) for step in error["loc"])
    fitting = [name for name in values if place == name or place.startswith(f"{name}.")]
    return max(fitting, key=len, default=place)


def _problem(error: ErrorDetails, value: str) -> str:
    if error["type"] == "missing":
        return "is empty"
    if error["type"] == "bool_parsing":
        return f"{_quoted(value)} is neither yes nor no"
    return f"{_quoted(value)} {words(error)}"


def _quoted(text: str) -> str:
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"


def _amount(text: str) -> int:
    """Whole units. One separator with three digits behind it groups thousands, any other last
    one begins the decimals: 1.500 · 1,500.00 · 1500.5 · € 1 500."""
    number = re.sub(r"[\s'’_]|^[A-Z]{3}|[A-Z]{3}$|[€$£¥]", "", text.strip())
    match = re.fullmatch(r"(-?)(\d[\d.,]*)", number)
    whole, decimals = _split(match[2]) if match else ("", "")
    if match is None or match[1] or not whole.isdigit() or not f"{decimals}0".isdigit():
        raise _BadField("amount", f"{_quoted(text)} is not an amount such as 18000")
    amount = round(float(f"{whole}.{decimals or 0}"))
    if amount > MAX_AMOUNT:
        raise _BadField("amount", f"{_quoted(text)} is more than {MAX_AMOUNT}")
    return amount


def _split(number: str) -> tuple[str, str]:
    used = {mark for mark in ".," if mark in number}
    last = max(number.rfind("."), number.rfind(","))
    tail = number[last + 1 :]
    groups = len(used) == 1 and len(tail) == 3 and not number.startswith("0")
    if last < 0 or groups or number.count(number[last]) > 1:
        return re.sub("[.,]", "", number), ""
    return re.sub("[.,]", "", number[:last]), tail
