"""The HTTP API for marketing's systems: campaigns in, leads in, what became of them."""

import json
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.domain.leads import Intake, IntakeResult, Source
from bot.errors import InvalidInput, StorageError
from bot.intake.gatherer import Gatherer, Overloaded
from bot.intake.known import FindSource, KnownSources
from bot.intake.outcomes import OutcomeApi
from bot.intake.problems import field_errors, problem
from bot.intake.schemas import CampaignIn, Id, LeadIn
from bot.ports import Clock
from bot.services.intake import IntakeService
from bot.services.outcomes import Outcomes

MAX_BODY = 256 * 1024
MAX_DEPTH = 8

log = structlog.get_logger()


class _CampaignPath(BaseModel):
    external_id: Id


class IntakeApi:
    """`PUT /v1/campaigns/{external_id}`, `POST /v1/leads` and `POST /v1/outcomes`, with a bearer
    token per source."""

    def __init__(
        self,
        intake: IntakeService,
        gatherer: Gatherer,
        outcomes: Outcomes,
        find_source: FindSource,
        clock: Clock,
    ) -> None:
        self._intake = intake
        self._outcomes = OutcomeApi(outcomes, clock)
        self._gatherer = gatherer
        self._sources = KnownSources(find_source)
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.put("/v1/campaigns/{external_id:.+}", self._guarded(self.put_campaign)),
            web.post("/v1/leads", self._guarded(self.post_lead)),
            web.post("/v1/outcomes", self._guarded(self.post_outcomes)),
        ]

    async def put_campaign(self, request: web.Request, source: Source) -> web.Response:
        path = _CampaignPath(external_id=request.match_info["external_id"])
        given = CampaignIn.model_validate(await _body(request))
        campaign = given.value(path.external_id)
        campaign_id = await self._intake.put_campaign(source, campaign, self._clock.now())
        return web.json_response({"id": campaign_id, "external_id": path.external_id})

    async def post_lead(self, request: web.Request, source: Source) -> web.Response:
        given = LeadIn.model_validate(await _body(request))
        try:
            lead = given.value(self._clock.now())
        except ValueError as error:
            raise InvalidInput(f"The lead was not stored: {error}.") from error
        [result] = await self._gatherer.accept(source, [lead])
        return _answer(result)

    async def post_outcomes(self, request: web.Request, source: Source) -> web.Response:
        return await self._outcomes.answer(await _body(request), source)

    def _guarded(
        self, handle: Callable[[web.Request, Source], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            try:
                if (source := await self._source(request)) is None:
                    return _unauthorized()
                return await handle(request, source)
            except Exception as error:  # noqa: BLE001  # the last line: a problem, never a trace
                return _as_problem(error)

        return guarded

    async def _source(self, request: web.Request) -> Source | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return None
        return await self._sources.source_of(token.strip())


@web.middleware
async def in_problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What the router refuses (404, 405) as a problem document too."""
    try:
        return await handler(request)
    except web.HTTPClientError as error:
        if not request.path.startswith("/v1/"):
            raise
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return problem(HTTPStatus(error.status), _ENDPOINTS, headers=allow)


_ENDPOINTS = "There are POST /v1/leads, POST /v1/outcomes and PUT /v1/campaigns/{external_id}."


def _unauthorized() -> web.Response:
    return problem(
        HTTPStatus.UNAUTHORIZED,
        "Send the token of your source: Authorization: Bearer ll_…",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _as_problem(error: Exception) -> web.Response:
    match error:
        case ValidationError():
            fields = field_errors(error)
            detail = f"Nothing was stored: {len(fields)} field(s) cannot be taken."
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=fields)
        case InvalidInput():
            fields = error.fields or {"": error.sentence}
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.sentence, errors=fields)
        case _Unreadable():
            return problem(error.status, str(error))
        case Overloaded():
            busy = "Too many leads are waiting. Nothing was stored; send it again."
            return _try_again(busy)
        case StorageError():
            log.error("intake.storage", error=error.sentence)
            return _try_again(error.sentence)
    reference = secrets.token_hex(3).upper()
    log.error("intake.failed", reference=reference, exc_info=error)
    sentence = f"Something went wrong here. Send it again. Reference {reference}."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)


def _try_again(sentence: str) -> web.Response:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers={"Retry-After": "2"})


def _answer(result: IntakeResult) -> web.Response:
    if result.status is Intake.FAILED:
        return _try_again(result.error or "The lead was not stored.")
    body: dict[str, Any] = {"id": result.id, "status": result.status.value}
    if result.failed:
        body["failed"] = list(result.failed)
    return web.json_response(body, status=HTTPStatus.ACCEPTED.value)


class _Unreadable(Exception):
    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def _body(request: web.Request) -> Any:
    """The JSON of a request, within the limits of size and depth."""
    if (request.content_length or 0) > MAX_BODY:
        raise _Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
    raw = await request.content.read(MAX_BODY + 1)
    while len(raw) <= MAX_BODY and (more := await request.content.read(MAX_BODY + 1 - len(raw))):
        raw += more
    if len(raw) > MAX_BODY:
        raise _Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
    if _depth(raw) > MAX_DEPTH:
        raise InvalidInput(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    try:
        return json.loads(raw)
    except ValueError as error:
        raise _Unreadable(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.") from error


_TOO_LARGE = f"The body is larger than {MAX_BODY // 1024} KiB. Nothing was stored."


def _depth(raw: bytes) -> int:
    """The deepest nesting, without parsing: a parser could be made to recurse too far."""
    deepest = depth = 0
    in_string = escaped = False
    for byte in raw:
        if in_string:
            escaped, in_string = (False, True) if escaped else (byte == 0x5C, byte != 0x22)
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
