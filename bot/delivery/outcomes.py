"""How a call to Slack can end, and what that means for what waits behind it."""

from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

RETRY_AFTER_DEFAULT = 30.0
UPDATES_ONLY = frozenset({"message_not_found", "cant_update_message"})
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
    }
)
_CHANNEL = frozenset(
    {
        "not_in_channel",
        "is_archived",
        "channel_not_found",
        "restricted_action",
        "messages_tab_disabled",
        "user_not_found",
        "cannot_dm_bot",
    }
)
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
    """What is at fault, and so what has to wait."""

    ROW = "row"
    GONE = "gone"
    CHANNEL = "channel"
    WORKSPACE = "workspace"
    LATER = "later"
    UNKNOWN = "unknown"


class SendError(Exception):
    """A call that did not succeed. `retry_after` in seconds, where Slack said so."""

    def __init__(self, fault: Fault, error: str, retry_after: float = 0) -> None:
        super().__init__(error)
        self.fault = fault
        self.error = error
        self.retry_after = retry_after


CALL_ERRORS = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)


def classified(error: Exception) -> SendError:
    """What one of CALL_ERRORS means. Whatever may have been done already is UNKNOWN."""
    if not isinstance(error, SlackApiError):
        return SendError(Fault.UNKNOWN, f"{type(error).__name__}: {error}")
    status = getattr(error.response, "status_code", 200)
    headers = getattr(error.response, "headers", None) or {}
    code = str(error.response.get("error", "")) if error.response.data else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        wait = headers.get("Retry-After", headers.get("retry-after", RETRY_AFTER_DEFAULT))
        return SendError(Fault.LATER, "ratelimited", float(wait))
    if status >= 500 or code in _MAYBE_DONE or not code:
        return SendError(Fault.UNKNOWN, code or f"HTTP {status}")
    if code in UPDATES_ONLY:
        return SendError(Fault.GONE, code)
    for fault, codes in (
        (Fault.ROW, _ROW),
        (Fault.CHANNEL, _CHANNEL),
        (Fault.WORKSPACE, _WORKSPACE),
    ):
        if code in codes:
            return SendError(fault, code)
    # What is not known says nothing about the message: it waits, and is tried again.
    return SendError(Fault.CHANNEL, code)
