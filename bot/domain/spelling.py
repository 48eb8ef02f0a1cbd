"""Names that people type, such as a wish or a competitor: one thing in several spellings."""

from collections.abc import Mapping
from unicodedata import combining, normalize

from bot.domain.masked import masked

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def cleaned(text: str, limit: int) -> str:
    """One line as everybody may read it, without control and direction characters."""
    seen = "".join(c for c in text if c.isprintable() or c.isspace())
    return masked(" ".join(seen.split()))[:limit].rstrip()


def key(text: str) -> str:
    """The same for spellings that differ only in capitals, spaces or the width of letters."""
    return " ".join(normalize("NFKC", text).casefold().split())


def keys(text: str) -> frozenset[str]:
    """`key` as people write it whose keyboard lacks a letter: `Jürgen` is Jurgen or Juergen."""
    known = key(text)
    spelled = (known, known.translate(_UMLAUTS))
    return frozenset(
        "".join(c for c in normalize("NFKD", one) if not combining(c)) for one in spelled
    )


def usual(spellings: Mapping[str, int]) -> str:
    """The spelling used most often."""
    return min(spellings, key=lambda text: (-spellings[text], text))
