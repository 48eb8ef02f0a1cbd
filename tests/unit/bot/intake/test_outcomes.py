"""An outcome as another system sends it."""

from datetime import UTC, datetime

import pytest

from bot.domain.lifecycle import Action
from bot.intake.schemas import OutcomeIn

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "reason", "day", "action"),
    [
        ("disqualified", "bad_timing", "2026-10-01", Action.NURTURE),
        ("disqualified", "bad_timing", None, Action.DISQUALIFY),
        ("disqualified", "no_need", "2026-10-01", Action.DISQUALIFY),
        ("lost", "bad_timing", "2026-10-01", Action.LOSE),
    ],
)
def test_bad_timing_with_a_day_rests(
    outcome: str, reason: str, day: str | None, action: Action
) -> None:
    given = {"id": "o", "external_id": "l", "outcome": outcome, "reason": reason}
    told = OutcomeIn.model_validate(given | ({"returns_on": day} if day else {})).value(NOW)
    assert (told.action, told.codes) == (action, (reason,))


@pytest.mark.parametrize(
    ("at", "day", "problem"),
    [
        ("2026-08-24T09:00:00Z", "2026-08-24", None),
        ("2026-08-24T09:00:00Z", "2028-08-23", None),
        ("2026-08-24T09:00:00Z", "2028-08-24", "lies more than two years ahead"),
        (None, "2026-09-12", "lies in the past"),
        (None, "2026-09-13", None),
    ],
)
def test_the_day_of_return_is_judged_on_the_day_of_the_outcome(
    at: str | None, day: str, problem: str | None
) -> None:
    given = {"id": "o", "external_id": "l", "outcome": "nurture", "at": at, "returns_on": day}
    told = OutcomeIn.model_validate(given).value(datetime(2026, 9, 13, 9, tzinfo=UTC))
    assert told.day_problem == problem
