"""Ids of the kinds that Slack makes."""

import secrets
import string
import uuid

_ALPHABET = string.digits + string.ascii_uppercase
_SPACE = 36**9
# Odd and not divisible by 3, so that it visits every id once before it repeats.
_STRIDE = 3202034522624059733


class Ids:
    """Makes unique ids of 11 characters: a prefix, 0, and nine digits or capitals."""

    def __init__(self) -> None:
        self._count = 0

    def new(self, prefix: str) -> str:
        """The next id, e.g. ``U0K3…`` for ``U``."""
        self._count += 1
        number = self._count * _STRIDE % _SPACE
        digits = ""
        for _ in range(9):
            number, rest = divmod(number, 36)
            digits = _ALPHABET[rest] + digits
        return f"{prefix}0{digits}"


def token(prefix: str) -> str:
    """A random secret such as ``xoxb-…``."""
    return f"{prefix}-{secrets.token_hex(24)}"


def short() -> str:
    """Five characters, as Slack makes for a block without a block_id."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(5))


def envelope_id() -> str:
    """A UUID for a Socket Mode envelope."""
    return str(uuid.uuid4())
