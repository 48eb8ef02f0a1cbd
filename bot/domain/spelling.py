"""Names that people type, such as a wish or a competitor: one thing in several spellings."""

from collections.abc import Mapping
from unicodedata import normalize


def cleaned(text: str, limit: int) -> str:
    """One line as a person reads it, without control and direction characters."""
    seen = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(seen.split())[:limit].rstrip()


def key(text: str) -> str:
    """The same for spellings that differ only in capitals, spaces or the width of letters."""
    return " ".join(normalize("NFKC", text).casefold().split())


def usual(spellings: Mapping[str, int]) -> str:
    """The spelling used most often."""
    return min(spellings, key=lambda text: (-spellings[text], text))
