"""How a call to Slack can end, and what that means for what waits behind it."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.deliveries import NO_ANSWER, UNREADABLE_ANSWER

RETRY_AFTER_DEFAULT = 30.0
RETRY_AFTER_LIMIT = 3600.0
_GONE = frozenset(
    {"message_not_found", "cant_update_message", "thread_not_found", "cannot_reply_to_message"}
)
_ROW = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "invalid_arguments",
        "metadata_too_large",
        "too_many_attachments",
        "file_uploads_disabled",
        "file_upload_size_restricted",
    }
)
_CHANNEL = frozenset(
    {
        "not_in_channel",
        "is_archived",
        "channel_not_found",
        "restricted_action",
        "messages_tab_disabled",
    }
)
_PERSON = frozenset({"user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"})
_WORKSPACE = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "token_revoked",
        "token_expired",
        "account_inactive",
        "missing_scope",
    }
)
_MAYBE_DONE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})


class Fault(Enum):
    """What is at fault, and so what has to wait.

    UNCLEAR: a refusal that we do not know, which says nothing about the message. UNKNOWN: perhaps
    it was done.
    """

    ROW = "row"
    PERSON = "person"
    GONE = "gone"
    CHANNEL = "channel"
    WORKSPACE = "workspace"
    LATER = "later"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


class SendError(Exception):
    """A call that did not succeed.

    `method` was called; `retry_after` in seconds, where Slack said so; `scopes` are those that the
    app has, where one was missing; `is_answer`: Slack said so, hence it works; `got_on`: a part was
    done, and the next call does the rest.
    """

    def __init__(
        self,
        fault: Fault,
        error: str,
        *,
        retry_after: float = 0,
        scopes: str = "",
        is_answer: bool = True,
    ) -> None:
        super().__init__(error)
        self.fault = fault
        self.error = error
        self.retry_after = retry_after
        self.scopes = scopes
        self.is_answer = is_answer
        self.method = ""
        self.got_on = False


UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What the SDK, or we, stumble over in an answer that is not what Slack sends."""
CALL_ERRORS = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, *UNREADABLE)


def classified(error: Exception, method: str = "") -> SendError:
    """What one of CALL_ERRORS means. Whatever may have been done already is UNKNOWN."""
    if not isinstance(error, SlackApiError):
        code = UNREADABLE_ANSWER if isinstance(error, UNREADABLE) else NO_ANSWER
        return SendError(Fault.UNKNOWN, f"{code} {described(error)}", is_answer=False)
    # An answer that is no JSON comes as aiohttp's response: without `data`, with `status`.
    response: Any = error.response
    status = int(getattr(response, "status_code", getattr(response, "status", 200)))
    data = getattr(response, "data", None)
    answer = data if isinstance(data, dict) else {}
    code = str(answer.get("error", ""))
    if status == 429 or code in ("ratelimited", "rate_limited"):
        headers = getattr(error.response, "headers", None) or {}
        return SendError(Fault.LATER, "ratelimited", retry_after=_seconds(headers))
    if status >= 500 or code in _MAYBE_DONE or not code:
        return SendError(Fault.UNKNOWN, code or f"HTTP {status}", is_answer=False)
    if code == "missing_scope":
        lacking, scopes = answer.get("needed") or "", answer.get("provided") or ""
        fault = _WITHOUT_SCOPE.get(method, Fault.WORKSPACE)
        return SendError(fault, f"{code} {lacking}".strip(), scopes=str(scopes))
    return SendError(_FAULTS.get(code, Fault.UNCLEAR), code)


def described(error: Exception) -> str:
    """Its type, and what it says."""
    return f"{type(error).__name__}: {error}".removesuffix(": ")


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        wait = float(headers.get("Retry-After", headers.get("retry-after", RETRY_AFTER_DEFAULT)))
    except ValueError:
        return RETRY_AFTER_DEFAULT
    return min(max(wait, 1.0), RETRY_AFTER_LIMIT)


_FAULTS: Mapping[str, Fault] = {
    **dict.fromkeys(_ROW, Fault.ROW),
    **dict.fromkeys(_PERSON, Fault.PERSON),
    **dict.fromkeys(_GONE, Fault.GONE),
    **dict.fromkeys(_CHANNEL, Fault.CHANNEL),
    **dict.fromkeys(_WORKSPACE, Fault.WORKSPACE),
}
_WITHOUT_SCOPE: Mapping[str, Fault] = {
    "conversations.open": Fault.CHANNEL,
    **dict.fromkeys(("conversations.history", "conversations.replies"), Fault.ROW),
    **dict.fromkeys(("files.getUploadURLExternal", "files.completeUploadExternal"), Fault.ROW),
}
"""What needs a scope of its own. Without any other nothing at all can be shown."""
