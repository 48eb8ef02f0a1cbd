"""/leads hours: when somebody works, and so when the clock of their leads runs."""

from dataclasses import replace
from datetime import time

from bot.blocks import hours as blocks
from bot.domain.person_hours import checked_hours
from bot.domain.setting_values import read_holidays
from bot.errors import InvalidInput
from handlers.deps import Deps
from handlers.payloads import Command, Press, Submission
from handlers.registry import Registry
from handlers.replies import Replies

_USUAL = ("off", "usual", "none")


class HoursHandlers:
    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def asked(self, given: Command, replies: Replies) -> None:
        """`hours 9-17 mon-thu`, `hours off`; alone it says how things stand."""
        now, hours = self._deps.clock.now(), self._deps.hours
        await self._deps.directory.member(given.user)  # whose zone it is
        if not given.rest:
            known = await hours.of(given.user)
        elif given.rest.lower() in _USUAL:
            known = await hours.reset(given.user, now)
        else:
            known = await hours.write(given.user, given.rest, now)
        await replies.answer(blocks.told(*known))

    async def pressed(self, press: Press, replies: Replies) -> None:
        own, _ = await self._deps.hours.of(press.user)
        await replies.form(blocks.form(own))

    async def saved(self, sent: Submission, _replies: Replies) -> None:
        opens, closes = (
            time.fromisoformat(sent.text("opens")),
            time.fromisoformat(sent.text("closes")),
        )
        try:
            own = checked_hours(opens, closes, sent.many("days"), sent.text("zone") or None)
        except ValueError as error:
            name = "zone" if opens < closes and sent.many("days") else "closes"
            sentence = f"{error}."
            raise InvalidInput(sentence, {name: sentence[:1].upper() + sentence[1:]}) from error
        own = replace(own, holidays=_holidays(sent))
        await self._deps.hours.put(sent.user, own, self._deps.clock.now())


def _holidays(sent: Submission) -> tuple[str, ...]:
    try:
        return read_holidays(sent.text("holidays"))
    except ValueError as error:
        sentence = f"Write {error}."
        raise InvalidInput(sentence, {"holidays": sentence}) from error


def register(registry: Registry, deps: Deps) -> None:
    hours = HoursHandlers(deps)
    registry.command("hours [9-17 mon-thu]", "when you work: the clock runs only then", hours.asked)
    registry.action("hours", hours.pressed)
    registry.view("hours", hours.saved)
