"""The HTTP API when what stands behind it fails."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.leads import Intake, IntakeResult, Lead, Source
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
        assert answer.headers["Retry-After"] == "2"


async def test_a_lead_that_the_database_refuses_may_be_sent_again(units: Units) -> None:
    class Refusing(IntakeService):
        async def accept(
            self, source: Source, leads: Sequence[Lead], now: datetime
        ) -> list[IntakeResult]:
            return [IntakeResult(lead.external_id, Intake.FAILED, error="No.") for lead in leads]

    async def known(_hash: str) -> tuple[str, str] | None:
        return "T1", "crm"

    intake, clock = Refusing(units), SandboxClock()
    gatherer, outcomes = Gatherer(intake, clock), Outcomes(units, Door.API)
    server = web.Application()
    server.add_routes(IntakeApi(intake, gatherer, outcomes, known, clock).routes())
    lead = {"external_id": "1", "person": {"name": "Dana"}}
    async with TestClient(TestServer(server)) as client:
        answer = await client.post("/v1/leads", json=lead, headers={"Authorization": "Bearer x"})
        assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert answer.headers["Retry-After"] == "2"
