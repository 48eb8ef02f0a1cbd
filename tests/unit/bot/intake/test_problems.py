"""What the API says of fields that it cannot take."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bot.intake.problems import field_errors
from bot.intake.schemas import CampaignIn, LeadIn, OutcomeIn

WON = {"id": "1", "external_id": "1", "outcome": "won"}


def errors(model: type[BaseModel], given: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    return field_errors(caught.value)


@pytest.mark.parametrize(
    ("model", "given", "expected"),
    [
        (LeadIn, 5, {"": "must be an object"}),
        (LeadIn, {}, {"/external_id": "is needed"}),
        (LeadIn, {"external_id": ""}, {"/external_id": "must not be empty"}),
        (LeadIn, {"external_id": 5, "a/b": 1}, {"/a~1b": "is no field that is known here"}),
        (LeadIn, {"touchpoints": {}, "utm": []}, {"/touchpoints": "must be a list"}),
        (LeadIn, {"utm": {"x" * 301: "y"}}, {f"/utm/{'x' * 301}": "is longer than 300 characters"}),
        (LeadIn, {"fit": {"reasons": ["x"] * 51}}, {"/fit/reasons": "has more than 50 entries"}),
        (LeadIn, {"fit": {"score": "x"}}, {"/fit/score": "is not a whole number"}),
        (LeadIn, {"fit": {"score": 101}}, {"/fit/score": "is more than 100"}),
        (
            LeadIn,
            {"company": {"is_customer": "x"}},
            {"/company/is_customer": "must be true or false"},
        ),
        (
            LeadIn,
            {"occurred_at": "soon", "owner_email": "maya"},
            {
                "/occurred_at": "is not a moment such as 2026-09-01T14:30:00Z",
                "/owner_email": "is not an e-mail address",
            },
        ),
        (
            CampaignIn,
            {"name": "x", "ends_on": "soon"},
            {"/ends_on": "is not a day such as 2026-09-01"},
        ),
        (
            CampaignIn,
            {"name": "x", "starts_on": "2026-09-02", "ends_on": "2026-09-01"},
            {"/ends_on": "is before starts_on, 2026-09-02"},
        ),
        (OutcomeIn, WON | {"discount": 5}, {"/discount": "must be true or false"}),
        (OutcomeIn, WON | {"discount": "x" * 301}, {"/discount": "is longer than 300 characters"}),
    ],
)
def test_a_field_is_said_to_be_wrong_in_plain_words(
    model: type[BaseModel], given: Any, expected: dict[str, str]
) -> None:
    found = errors(model, given)
    assert expected.items() <= found.items()
    assert not [text for text in found.values() if "nput" in text or "tuple" in text]


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        ({"name": "Gate"}, {"/campaign/external_id": "is needed"}),
        ({"external_id": "g", "name": 5}, {"/campaign/name": "must be a text"}),
        (5, {"/campaign": "must be a text"}),
        ("x" * 201, {"/campaign": "is longer than 200 characters"}),
    ],
)
def test_of_a_field_with_two_kinds_only_the_one_that_was_sent_is_judged(
    campaign: Any, expected: dict[str, str]
) -> None:
    assert errors(LeadIn, {"external_id": "1", "campaign": campaign}) == expected
