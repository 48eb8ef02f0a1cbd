"""What came back from the app."""

from dataclasses import dataclass, field

from sandbox.model import Json


@dataclass(frozen=True, slots=True)
class Ack:
    """`ok` False: not acknowledged; `error` says why in Slack's word. `errors`: block_id → text."""

    ok: bool
    payload: Json = field(default_factory=dict)
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


TIMED_OUT = Ack(False, error="operation_timeout")
NOT_INTERACTIVE = Ack(False, error="interactivity_disabled")
NO_APP = Ack(False, error="no_app_connection")
