"""trigger_ids: good once, for three seconds of real time."""

import secrets
import time
from dataclasses import dataclass

LIFETIME_SECONDS = 3.0


@dataclass(slots=True)
class Trigger:
    """Who may open a modal for whom."""

    app_id: str
    user_id: str
    expires: float
    view_id: str | None
    used: bool = False


class Triggers:
    """Hands out trigger_ids and takes each back once; `lifetime` in seconds of real time."""

    def __init__(self) -> None:
        self.lifetime = LIFETIME_SECONDS
        self._triggers: dict[str, Trigger] = {}

    def new(self, app_id: str, user_id: str, view_id: str | None = None) -> str:
        """A new trigger_id; `view_id` is the modal that it was pressed in."""
        now = time.monotonic()
        self._triggers = {k: t for k, t in self._triggers.items() if t.expires > now - 60}
        key = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._triggers[key] = Trigger(app_id, user_id, now + self.lifetime, view_id)
        return key

    def exchange(self, key: str, app_id: str) -> Trigger | str:
        """The trigger, or Slack's error code."""
        trigger = self._triggers.get(key)
        if trigger is None or trigger.app_id != app_id:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if time.monotonic() > trigger.expires:
            return "expired_trigger_id"
        trigger.used = True
        return trigger
