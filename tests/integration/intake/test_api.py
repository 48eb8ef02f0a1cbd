"""The HTTP API when what stands behind it fails."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.lifecycle import Door
from bot.errors import StorageError
from bot.intake.api import IntakeApi
from bot.intake.gatherer import Gatherer
from bot.services.intake import IntakeService
from bot.services.outcomes import Outcomes
from sandbox.clock import SandboxClock
from storage.uow import Units


async def test_a_database_that_cannot_be_read_is_a_problem(units: Units) -> None:
    async def locked(_hash: str) -> tuple[str, str] | None:
        raise StorageError("The database is locked.")

    intake, clock = IntakeService(units), SandboxClock()
    gatherer, outcomes = Gatherer(intake, clock), Outcomes(units, Door.API)
    server = web.Application()
    server.add_routes(IntakeApi(intake, gatherer, outcomes, locked, clock).routes())
    headers = {"Authorization": "Bearer ll_any"}
    async with TestClient(TestServer(server)) as client:
        answer = await client.post("/v1/leads", json={}, headers=headers)
        assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert answer.content_type == "application/problem+json"
        assert (await answer.json())["detail"] == "The database is locked."
