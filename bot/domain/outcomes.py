"""What can be logged about a taken lead, in a rep's words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.lifecycle import DISCOUNT, TABLE, Action, State
from bot.domain.reasons import BAD_TIMING, CHOSE_COMPETITOR, DISQUALIFICATION
from bot.errors import InvalidInput

MAX_AMOUNT = 1_000_000_000
DISCOUNTS = (
    ("no", "No"),
    ("competitor", "Yes: against a competitor"),
    ("budget", "Yes: their budget"),
    ("volume", "Yes: volume or a longer term"),
    ("deadline", "Yes: to sign in time"),
    ("other", "Yes: another reason"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    label: str
    action: Action
    codes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What can be told of it beside what any outcome has."""
        if self.action is Action.LOSE or CHOSE_COMPETITOR in self.codes:
            return ("competitor", "competitor_why")
        if BAD_TIMING in self.codes:
            return ("returns_on",)
        return _FIELDS.get(self.action, ())

    def with_detail(self, detail: Mapping[str, Any]) -> "Outcome":
        """What is closed for bad timing, but with a day, rests until then."""
        rests = BAD_TIMING in self.codes and "returns_on" in detail
        return replace(self, action=Action.NURTURE) if rests else self


_FIELDS = {
    Action.OPEN_OPPORTUNITY: ("amount",),
    Action.WIN: ("amount", DISCOUNT),
    Action.NURTURE: ("returns_on",),
}
OUTCOMES: Mapping[str, Outcome] = {
    "contacted": Outcome("Contacted", Action.CONTACT),
    "met": Outcome("Had the meeting", Action.MEET),
    "qualified": Outcome("Qualified: worth a deal", Action.QUALIFY),
    "opportunity": Outcome("Opportunity opened", Action.OPEN_OPPORTUNITY),
    "won": Outcome("Won", Action.WIN),
    "lost": Outcome("Lost", Action.LOSE),
    "not_now": Outcome("Good fit, not now", Action.NURTURE),
    **{r.code: Outcome(r.label, Action.DISQUALIFY, (r.code,)) for r in DISQUALIFICATION},
}


_BY_WORD: dict[str, str] = {
    **{code.replace("_", " "): code for code in OUTCOMES},
    **{outcome.label.lower().replace("’", "'"): code for code, outcome in OUTCOMES.items()},
    "meeting": "met",
    "sql": "qualified",
    "not now": "not_now",
    "nurture": "not_now",
}
del _BY_WORD["other"]  # as likely a name
_DATED = [word for word, code in _BY_WORD.items() if "returns_on" in OUTCOMES[code].fields]


def _behind_a_name(words: Iterable[str], given: str) -> re.Pattern[str]:
    """One of `words` behind a name, with what may be `given` after it."""
    longest_first = "|".join(map(re.escape, sorted(words, key=len)[::-1]))
    pattern = rf"(?:(?P<name>.*?)\s+)?(?P<word>{longest_first})(?:\s+{given})?"
    return re.compile(pattern, re.IGNORECASE)


_TYPED = _behind_a_name(
    _BY_WORD.keys() - set(_DATED), r"(?P<amount>\d[\d\s.,'’]*)\s*[A-Za-z€$£]{0,3}"
)
_TYPED_DAY = _behind_a_name(_DATED, r"(?:until\s+)?(?P<day>.+)")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands behind `/leads outcome`: whose, and what happened if that was said too; `day` as
    it was written, which may be none."""

    name: str
    code: str | None = None
    amount: int | None = None
    day: str = ""


def typed(text: str) -> Typed:
    """Reads `Dana Ruiz won 18000` and `Dana not now 1 Oct`; InvalidInput when the amount is
    none."""
    line = " ".join(text.replace("’", "'").split())
    match = _TYPED.fullmatch(line) or _TYPED_DAY.fullmatch(line)
    if match is None or not match["name"]:
        return Typed(line)
    given = match.groupdict("")
    code = _BY_WORD[match["word"].lower()]
    return Typed(match["name"], code, checked_amount(given.get("amount", "")), given.get("day", ""))


def discount_of(text: str) -> str:
    """The code for another system's word: yes or a reason of its own is `other`."""
    word = " ".join(text.lower().split())
    if word in ("no", "none", "false", "0"):
        return "no"
    return word if word in dict(DISCOUNTS) else "other"


def discounted(code: str) -> str:
    """What a card says of it; an older version stored the reason in free text."""
    label = dict(DISCOUNTS).get(code, dict(DISCOUNTS)["other"]).lower()
    return "no discount" if code == "no" else f"discount: {label.removeprefix('yes: ')}"


def possible(state: State) -> tuple[tuple[str, Outcome], ...]:
    """What can be logged for a lead in this state."""
    return tuple((code, o) for code, o in OUTCOMES.items() if (state, o.action) in TABLE)


_SEPARATOR = r"[\s.,'’_]"
_WHOLE = re.compile(rf"[0-9]+|[0-9]+(?:{_SEPARATOR}[0-9]{{2,3}})*{_SEPARATOR}[0-9]{{3}}")
"""Thousands may be set apart; what ends in `,50` has parts of a unit, and is not a hundredfold."""


def checked_amount(text: str) -> int | None:
    """`184.000`, `184 000` or `184000` as whole units; None when empty."""
    digits = re.sub(_SEPARATOR, "", text)
    if not digits:
        return None
    if not _WHOLE.fullmatch(text.strip().rstrip(".,")) or int(digits) > MAX_AMOUNT:
        sentence = "Write the amount in whole units, such as 18000."
        raise InvalidInput(sentence, {"amount": sentence})
    return int(digits)
