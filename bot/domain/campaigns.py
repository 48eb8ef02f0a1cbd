"""A campaign and its brief: what was promised to whom, and what a rep can say about it."""

from dataclasses import dataclass, fields, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Objection:
    objection: str
    answer: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """`external_id` is marketing's own id; `promise` the value proposition in one sentence.

    `cost` is in whole units of the workspace's currency. `landed_chips` are what a rep can say
    landed, in the order offered.
    """

    external_id: str
    name: str
    channel: str | None = None
    promise: str | None = None
    audience: str | None = None
    offer: str | None = None
    opening_line: str | None = None
    objections: tuple[Objection, ...] = ()
    landed_chips: tuple[str, ...] = ()
    dont_say: tuple[str, ...] = ()
    proof_links: tuple[str, ...] = ()
    committed_step: str | None = None
    owner: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cost: int | None = None

    def filled(self, given: "Campaign") -> "Campaign":
        """With what `given` says; what it leaves out stays as it is."""
        names = (field.name for field in fields(given))
        said = {
            name: value for name in names if (value := getattr(given, name)) not in (None, "", ())
        }
        return replace(self, **said)
