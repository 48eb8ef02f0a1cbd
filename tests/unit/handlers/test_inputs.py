"""Inputs that several forms share."""

import pytest

from handlers.inputs import wish_of
from handlers.payloads import Submission


@pytest.mark.parametrize(
    ("own", "known", "wish"),
    [
        (None, None, None),
        ("  ", None, None),
        (None, "SSO", "SSO"),
        ("Driver app", None, "Driver app"),
        ("Driver app", "SSO", "Driver app"),
    ],
)
def test_own_words_win_over_what_was_chosen(
    own: str | None, known: str | None, wish: str | None
) -> None:
    values = {"wish": own, "wish_known": known}
    assert wish_of(Submission("U0MAYA", "T1", "V1.why", "why", "l1", values)) == wish
