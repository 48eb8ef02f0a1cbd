"""What the end of a call means, where the SDK says it in an unusual way."""

from types import SimpleNamespace

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.delivery.outcomes import Fault, classified
from bot.domain.deliveries import remedy


@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_cannot_be_read_says_nothing_about_the_post(status: int) -> None:
    """The SDK hands on aiohttp's response then: it has no `data`."""
    answer = SimpleNamespace(status=status, headers={})
    error = SlackApiError("cut off", answer)  # type: ignore[no-untyped-call]  # the SDK's own gap
    assert classified(error).fault is Fault.UNKNOWN


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (TimeoutError(), "no_answer TimeoutError", "Slack did not answer."),
        (
            aiohttp.ClientConnectionError("no route"),
            "no_answer ClientConnectionError: no route",
            "Slack did not answer.",
        ),
        (
            KeyError("ts"),
            "unreadable_answer KeyError: 'ts'",
            "What Slack answered could not be read.",
        ),
    ],
)
def test_what_slack_did_not_answer_is_not_called_its_answer(
    error: Exception, code: str, said: str
) -> None:
    found = classified(error)
    assert (found.fault, found.error, found.is_answer) == (Fault.UNKNOWN, code, False)
    assert remedy(found.error, "#leads").startswith(said)


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("chat.postMessage", Fault.WORKSPACE),
        ("chat.update", Fault.WORKSPACE),
        ("conversations.open", Fault.CHANNEL),
        ("conversations.replies", Fault.ROW),
        ("files.completeUploadExternal", Fault.ROW),
    ],
)
def test_a_missing_scope_holds_back_only_what_needs_it(method: str, fault: Fault) -> None:
    data = {"ok": False, "error": "missing_scope", "needed": "x:write", "provided": "y,z"}
    answer = SimpleNamespace(status_code=200, headers={}, data=data)
    error = SlackApiError("refused", answer)  # type: ignore[no-untyped-call]  # the SDK's own gap
    found = classified(error, method)
    assert (found.fault, found.error, found.scopes) == (fault, "missing_scope x:write", "y,z")
