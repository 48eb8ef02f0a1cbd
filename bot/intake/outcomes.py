"""`POST /v1/outcomes`: one outcome or a list of them, an answer for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from bot.domain.leads import Source
from bot.domain.replay import Reported
from bot.errors import InvalidInput
from bot.intake.problems import field_errors, pointed, problem
from bot.intake.schemas import OutcomeIn
from bot.ports import Clock
from bot.services.outcomes import Judged, Outcomes, Verdict

MAX_OUTCOMES = 500
_STATUS = {
    Verdict.UNKNOWN_LEAD: HTTPStatus.NOT_FOUND,
    Verdict.REFUSED: HTTPStatus.CONFLICT,
}


@dataclass(frozen=True, slots=True)
class _Read:
    """An outcome, and the source whose lead it is about."""

    reported: Reported
    source: str


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One that cannot be read: which fields, by JSON pointer."""

    fields: Mapping[str, str]


class OutcomeApi:
    def __init__(self, outcomes: Outcomes, clock: Clock) -> None:
        self._outcomes = outcomes
        self._clock = clock

    async def answer(self, body: Any, source: Source) -> web.Response:
        """For one outcome its answer or a problem; for a list a list, with what is wrong in it."""
        now = self._clock.now()
        if not isinstance(body, list):
            [judged] = await self._report([_read(body, source, now)], source, now)
            return _single(judged)
        if len(body) > MAX_OUTCOMES:
            raise InvalidInput(f"At most {MAX_OUTCOMES} outcomes at once. Nothing was stored.")
        read = [_readable(item, source, now) for item in body]
        good = [one for one in read if isinstance(one, _Read)]
        rest = iter(await self._report(good, source, now))
        told = [_wrong(one) if isinstance(one, _Wrong) else _told(next(rest)) for one in read]
        return web.json_response(told, status=HTTPStatus.ACCEPTED.value)

    async def _report(self, read: Sequence[_Read], source: Source, now: datetime) -> list[Judged]:
        """One transaction for the leads of each source."""
        found: dict[int, Judged] = {}
        for name in dict.fromkeys(one.source for one in read):
            places = [place for place, one in enumerate(read) if one.source == name]
            mine = [read[place].reported for place in places]
            answers = await self._outcomes.report(replace(source, name=name), mine, now)
            found |= dict(zip(places, answers, strict=True))
        return [found[place] for place in range(len(read))]


def _read(body: Any, source: Source, now: datetime) -> _Read:
    given = OutcomeIn.model_validate(body)
    return _Read(given.value(now), given.source or source.name)


def _readable(body: Any, source: Source, now: datetime) -> _Read | _Wrong:
    try:
        return _read(body, source, now)
    except ValidationError as error:
        return _Wrong(field_errors(error))
    except InvalidInput as error:
        return _Wrong(error.fields or {"": error.sentence})


def _single(judged: Judged) -> web.Response:
    if judged.verdict is Verdict.INVALID:
        raise InvalidInput(f"Nothing was stored: the day {judged.problem}.", _day(judged))
    if judged.verdict in _STATUS:
        return problem(_STATUS[judged.verdict], f"Nothing was stored: {judged.problem}.")
    return web.json_response(_told(judged), status=HTTPStatus.ACCEPTED.value)


def _told(judged: Judged) -> dict[str, Any]:
    if judged.verdict is Verdict.INVALID:
        return _wrong(_Wrong(_day(judged)))
    told: dict[str, Any] = {"id": judged.lead_id, "status": judged.verdict.value}
    return {**told, "detail": judged.problem} if judged.problem else told


def _day(judged: Judged) -> Mapping[str, str]:
    return {"/returns_on": judged.problem or ""}


def _wrong(wrong: _Wrong) -> dict[str, Any]:
    return {"id": None, "status": "invalid", "errors": pointed(wrong.fields)}
