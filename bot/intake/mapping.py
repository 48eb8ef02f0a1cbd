"""`--map field=column`: which column of a file, or which constant, fills which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import InvalidInput
from bot.intake.dates import Order, order_of
from bot.intake.files import CsvFile, Record, cell, listed
from bot.intake.schemas import CompanyIn, PersonIn, ScoreIn

UTM = "utm."
LEAD_FIELDS = (
    "external_id",
    "occurred_at",
    "campaign",
    *(f"person.{name}" for name in PersonIn.model_fields),
    *(f"company.{name}" for name in CompanyIn.model_fields),
    *(f"{kind}.{name}" for kind in ("fit", "intent") for name in ScoreIn.model_fields),
    *("committed_step", "owner_email", "crm_url"),
)
OUTCOME_FIELDS = (
    *("external_id", "outcome", "at", "owner", "amount", "reason"),
    *("discount", "competitor", "competitor_why"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file holds: the fields it may fill, those it has to, and which is a date."""

    name: str
    fields: tuple[str, ...]
    needed: tuple[str, ...]
    dated: str
    prefixes: tuple[str, ...] = ()

    def knows(self, field: str) -> bool:
        return field in self.fields or any(
            field.startswith(prefix) and field != prefix for prefix in self.prefixes
        )


LEADS = Kind("leads", LEAD_FIELDS, ("external_id", "occurred_at"), "occurred_at", (UTM,))
OUTCOMES = Kind("outcomes", OUTCOME_FIELDS, ("external_id", "outcome", "at"), "at")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for: field to column, and field to constant."""

    columns: Mapping[str, str]
    constants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A wish that fits a file: field to place in a row."""

    places: Mapping[str, int]
    constants: Mapping[str, str]
    header: tuple[str, ...]
    order: Order

    def values(self, record: Record) -> dict[str, str]:
        """The fields of a row that are not empty. ValueError: it has more cells than the header."""
        if any(map(str.strip, record.cells[len(self.header) :])):
            wide, cells = len(self.header), len(record.cells)
            raise ValueError(f"has {cells} cells where the header has {wide}")
        given = {name: cell(record.cells, place) for name, place in self.places.items()}
        return {name: value for name, value in {**self.constants, **given}.items() if value}

    def column(self, field: str) -> str:
        """What a person calls the source of a field."""
        return self.header[self.places[field]] if field in self.places else field


def parse(given: Sequence[str], kind: Kind) -> Wish:
    """Reads `field=column` and `field=:constant`, one or several (by commas) in each text."""
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    for part in _parts(given):
        name, is_pair, value = (piece.strip() for piece in part.partition("="))
        if not is_pair or not name or not value.removeprefix(":"):
            raise InvalidInput(
                f"“{part}” is no mapping. Write field=column, or field=:value for the same in "
                "every row."
            )
        if not kind.knows(name):
            raise InvalidInput(_unknown(name, kind))
        if name in columns or name in constants:
            raise InvalidInput(f"The field {name} is mapped twice.")
        if value.startswith(":"):
            constants[name] = value[1:].strip()
        else:
            columns[name] = value
    return Wish(columns, constants)


def _parts(given: Sequence[str]) -> list[str]:
    """Split at commas; one that no pair follows belongs to a column's name."""
    parts: list[str] = []
    for text in given:
        pieces = text.split(",")
        for place, piece in enumerate(pieces):
            if place and "=" not in piece:
                parts[-1] += "," + piece
            else:
                parts.append(piece)
    return [part for part in parts if part.strip()]


def fit(wish: Wish, kind: Kind, file: CsvFile, order: Order | None = None) -> Mapped:
    """The wish for this file. InvalidInput: a column is not there, or a needed field is not
    mapped; then it names what could be."""
    missing = [name for name in kind.needed if name not in {**wish.columns, **wish.constants}]
    if missing:
        raise InvalidInput(_missing(missing, kind, file))
    places = {field: file.place(column) for field, column in wish.columns.items()}
    return Mapped(places, wish.constants, file.header, order or _order(file, places, kind))


def _order(file: CsvFile, places: Mapping[str, int], kind: Kind) -> Order:
    if kind.dated not in places:
        return Order.DAY_FIRST
    place = places[kind.dated]
    try:
        found = order_of(file.values(place))
    except ValueError as error:
        raise InvalidInput(
            f"The column “{file.header[place]}” mixes two ways of writing dates: {error}."
        ) from error
    if found is None:
        example = next(value for value in file.values(place) if value)
        raise InvalidInput(
            f"“{example}” in the column “{file.header[place]}” could be day or month first. Say "
            "which with --dates dmy or --dates mdy."
        )
    return found


def _unknown(name: str, kind: Kind) -> str:
    inner = [field for field in kind.fields if field.endswith(f".{name}")]
    near = inner or get_close_matches(name, kind.fields, n=1, cutoff=0.7)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"“{name}” is not a field of {kind.name}.{hint} The fields: {_fields(kind)}."


def _missing(names: Sequence[str], kind: Kind, file: CsvFile) -> str:
    wanted = ",".join(f"{name}=COLUMN" for name in names)
    why = "; ".join(_WHY[name] for name in names)
    return f"Add --map {wanted} ({why}). The columns of {file.name}: {listed(file.header)}."


_WHY = {
    "external_id": "the id that its system gave the lead",
    "occurred_at": "when a lead came in, which decides the week it counts in",
    "outcome": "what happened, or the same for all rows: outcome=:won",
    "at": "when it happened",
}


def _fields(kind: Kind) -> str:
    return ", ".join([*kind.fields, *(f"{prefix}…" for prefix in kind.prefixes)])
