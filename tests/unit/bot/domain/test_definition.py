"""What becomes of a definition, who may sign it, and the criteria that a lead fails."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.campaigns import Campaign
from bot.domain.definition import (
    Criteria,
    Definition,
    DefinitionState,
    Overview,
    Side,
    Signature,
    Simulation,
    criteria_of,
    may_sign,
    read_criteria,
    with_criteria,
)
from bot.domain.leads import Lead, Person, Score
from bot.domain.qualification import failed_criteria, is_held
from bot.domain.settings import Settings
from bot.errors import InvalidInput

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
BOTH = (Side.SALES, Side.MARKETING)
PROPOSED = Definition(3, Criteria(min_fit=40), "U1", NOW, sales=Signature("U1", NOW))


def test_a_proposal_is_open_until_it_is_answered_or_thirty_days_old() -> None:
    assert PROPOSED.state(NOW + timedelta(days=29)) is DefinitionState.OPEN
    assert PROPOSED.state(NOW + timedelta(days=30)) is DefinitionState.EXPIRED
    declined = replace(PROPOSED, declined_at=NOW, declined_by="U2")
    assert declined.state(NOW + timedelta(days=40)) is DefinitionState.DECLINED
    signed = replace(PROPOSED, marketing=Signature("U2", NOW), in_force_at=NOW)
    assert signed.state(NOW + timedelta(days=400)) is DefinitionState.IN_FORCE
    assert not signed.is_direct
    assert Definition(0, Criteria()).state(NOW) is DefinitionState.IN_FORCE
    assert Definition(4, Criteria(), "sam", NOW, in_force_at=NOW).is_direct


@pytest.mark.parametrize(
    ("sides", "user", "expected"),
    [
        ((Side.MARKETING,), "U2", True),
        (BOTH, "U2", True),
        (BOTH, "U1", False),
        ((Side.SALES,), "U3", False),
        ((), "U3", False),
    ],
)
def test_the_other_side_signs_and_nobody_signs_for_both(
    sides: tuple[Side, ...], user: str, expected: bool
) -> None:
    assert may_sign(PROPOSED, sides, user) is expected
    overview = Overview(Definition(0, Criteria()), PROPOSED, (), sides, user)
    assert overview.may_sign(NOW) is expected
    assert overview.may_decline(NOW) is (expected or user == "U1")
    assert not overview.may_sign(NOW + timedelta(days=31))


def test_what_was_typed_is_read_and_has_to_say_something_new() -> None:
    typed = {"min_fit": "40", "required_fields": "email", "require_agreed_step": "yes"}
    found = read_criteria(typed, Criteria())
    assert found == Criteria(40, 0, ("email",), require_agreed_step=True)
    with pytest.raises(InvalidInput, match="what holds now"):
        read_criteria(typed, found)
    with pytest.raises(InvalidInput) as refused:
        read_criteria({**typed, "min_intent": "101"}, Criteria())
    assert set(refused.value.fields) == {"min_intent"}


def test_the_settings_hold_what_is_in_force_and_say_where_it_came_from() -> None:
    after, changes = with_criteria(Settings(burst=7), Criteria(min_fit=40), "definition 3", NOW)
    assert (criteria_of(after), after.burst) == (Criteria(min_fit=40), 7)
    assert [(c.who, c.key, c.old, c.new) for c in changes] == [
        ("definition 3", "min_fit", "0", "40")
    ]


def test_the_load_is_per_rep_and_week() -> None:
    found = Simulation(weeks=12, reached=120, kept_back=40, let_in=10, reps=2)
    assert found.would_reach == 90
    assert (found.a_week(120), found.a_week(90)) == (5.0, 3.75)
    assert Simulation(reached=120).a_week(120) is None


def test_a_failed_criterion_names_the_version_that_asks_for_it() -> None:
    lead = Lead("x", Person("Dana"), fit=Score(31))
    asks = Criteria(min_fit=40, required_fields=("name", "email"))
    assert failed_criteria(lead, None, Definition(3, asks)) == (
        "fit is 31, the minimum is 40 (definition 3)",
        "email is missing (definition 3)",
    )
    assert failed_criteria(lead, None, Definition(0, asks))[0] == "fit is 31, the minimum is 40"
    assert failed_criteria(lead, None, Definition(3, Criteria(min_fit=31))) == ()


@pytest.mark.parametrize("version", [0, 2])
def test_only_the_step_is_waited_for(version: int) -> None:
    expo = Campaign("expo", "LogiExpo", committed_step="yard plan")
    asks = Definition(version, Criteria(min_fit=40, require_agreed_step=True))
    good, poor = Lead("x", fit=Score(80)), Lead("y", fit=Score(3))
    assert is_held(good, expo, failed_criteria(good, expo, asks), asks)
    assert not is_held(poor, expo, failed_criteria(poor, expo, asks), asks)
    assert not is_held(good, None, failed_criteria(good, None, asks), asks)
    agreed = replace(expo, agreed_step="yard plan")
    assert not is_held(good, agreed, failed_criteria(good, agreed, asks), asks)
