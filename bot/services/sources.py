"""Tokens for the systems that send leads. Only a hash is kept."""

import hashlib
import re
import secrets
from datetime import datetime

from bot.errors import InvalidInput
from bot.ports import UnitOfWorkFactory

PREFIX = "ll_"


def token_hash(token: str) -> str:
    """SHA-256: the token has 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def checked_name(name: str) -> str:
    """A source's name, or InvalidInput."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}", name):
        raise InvalidInput("A source's name has 1 to 60 letters, digits, spaces, . _ or -.")
    return name


class Sources:
    def __init__(self, units: UnitOfWorkFactory, team: str) -> None:
        self._units = units
        self._team = team

    async def create(self, name: str, now: datetime) -> str:
        """A new token for the source; an older one of the same name stops working."""
        name = checked_name(name)
        token = PREFIX + secrets.token_urlsafe(32)
        async with self._units(self._team) as uow:
            await uow.sources.add(name, token_hash(token), now)
            await uow.commit()
        return token
