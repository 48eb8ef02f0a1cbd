"""What is taken away when somebody asks to be forgotten."""

from dataclasses import dataclass

ERASED = "erased"
"""In the place of a lead's fingerprint: what is sent of it again is not stored."""


@dataclass(frozen=True, slots=True)
class Traces:
    """How much there is of a person: `leads`, their visits, what was quoted of them, what they
    alone asked for, other free text about them, and private messages and digests in Slack."""

    leads: int = 0
    visits: int = 0
    quotes: int = 0
    wishes: int = 0
    texts: int = 0
    messages: int = 0
    digests: int = 0


_WORDS = (
    ("leads", "lead with name and contact data", "leads with name and contact data"),
    ("visits", "visit", "visits"),
    ("quotes", "quote", "quotes"),
    ("wishes", "wish of theirs alone", "wishes of theirs alone"),
    ("texts", "other text", "other texts"),
    ("messages", "message in Slack beside the cards", "messages in Slack beside the cards"),
    ("digests", "digest message that quotes them", "digest messages that quote them"),
)


def words_of(traces: Traces) -> str:
    """`2 leads with name and contact data, 3 visits, 1 quote`."""
    counted = [(getattr(traces, name), one, several) for name, one, several in _WORDS]
    return ", ".join(f"{n} {one if n == 1 else several}" for n, one, several in counted if n)
