"""What can be logged about a taken lead, in a rep's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.lifecycle import TABLE, Action, State
from bot.domain.reasons import DISQUALIFICATION
from bot.errors import InvalidInput

MAX_AMOUNT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    label: str
    action: Action
    codes: tuple[str, ...] = ()


OUTCOMES: Mapping[str, Outcome] = {
    "contacted": Outcome("Contacted", Action.CONTACT),
    "met": Outcome("Had the meeting", Action.MEET),
    "qualified": Outcome("Qualified: worth a deal", Action.QUALIFY),
    "opportunity": Outcome("Opportunity opened", Action.OPEN_OPPORTUNITY),
    "won": Outcome("Won", Action.WIN),
    "lost": Outcome("Lost", Action.LOSE),
    **{r.code: Outcome(r.label, Action.DISQUALIFY, (r.code,)) for r in DISQUALIFICATION},
    "not_now": Outcome("Good fit, not now", Action.NURTURE),
}


def possible(state: State) -> tuple[tuple[str, Outcome], ...]:
    """What can be logged for a lead in this state."""
    return tuple((code, o) for code, o in OUTCOMES.items() if (state, o.action) in TABLE)


def checked_amount(text: str) -> int | None:
    """`184.000`, `184 000` or `184000` as whole units; None when empty."""
    digits = re.sub(r"[\s.,'’_]", "", text)
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit() or int(digits) > MAX_AMOUNT:
        sentence = "Write the amount in whole units, such as 18000."
        raise InvalidInput(sentence, {"amount": sentence})
    return int(digits)
