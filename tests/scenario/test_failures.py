"""A failure of ours reaches the person as a sentence; its reference is in the log."""

import asyncio
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from bot.errors import StorageError
from bot.services.reactions import Reacted, Reactions
from bot.services.record import Record
from sandbox.control import arm
from storage.engine import Database
from tests.scenario.waiting import until
from tests.scenario.world import World, lead, shown, tidewell


def _fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def say(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr(Record, "say", say)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("a bug"), "Something went wrong"),
        (StorageError("The disk is full."), "The database cannot be used just now"),
    ],
)
async def test_a_press_that_breaks_is_answered_with_its_reference(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    await world.send(lead())
    card = await world.posted()
    _fail(monkeypatch, error)
    with capture_logs() as logs:
        ack = await world.person("maya").click("leads", card.ts, "take")
    assert ack.ok
    [failed] = [entry for entry in logs if entry["event"] == "listener.failed"]
    told = await world.private("maya", said)
    assert failed["reference"] in shown(told)


async def test_a_full_disk_is_told_to_who_sends_a_lead(world: World) -> None:
    database = world.bot.store.database
    if not database.is_sqlite:
        pytest.skip("the quota that stands for a full disk is SQLite's")
    async with database.transaction(database.write) as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1")
    statuses = set()
    for number in range(200):
        status, answer = await world.send(lead(f"hs-{number}"))
        statuses.add(status)
        if status == 503:
            assert "The disk is full. Nothing was stored" in answer["detail"]
            break
    assert 503 in statuses
    async with database.transaction(database.write) as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    status, answer = await world.send(lead(f"hs-{number}"))
    assert (status, answer["status"]) == (202, "accepted")


@pytest.mark.parametrize("is_stored", [False, True])
async def test_an_event_that_was_not_acknowledged_comes_again_and_counts_once(
    world: World, monkeypatch: pytest.MonkeyPatch, is_stored: bool
) -> None:
    """Whether it broke before it was stored or after: Slack is told only once it is stored."""
    card = await world.taken()
    take, tries = Reactions.take, []

    async def breaking(self: Reactions, reacted: Reacted, now: datetime) -> None:
        tries.append(reacted.event_id)
        if is_stored or len(tries) > 1:
            await take(self, reacted, now)
        if len(tries) == 1:
            raise StorageError("The connection broke.")

    monkeypatch.setattr(Reactions, "take", breaking)
    await world.person("maya").react("leads", card.ts, "+1")
    await world.card_says("contacted")
    await world.sandbox.workspace.until(lambda: len(tries) > 1)
    assert len(set(tries)) == 1, "the same event"
    async with world.bot.store.units.reading(world.bot.team) as uow:
        [lead_id] = await uow.cards.leads_at(card.channel, card.ts)
        events = await uow.feedback.of(lead_id)
    assert [event.action.value for event in events] == ["take", "landed"]


async def test_what_slack_tells_while_the_socket_is_away_counts_once(world: World) -> None:
    world.sandbox.delivery.retry_delays = (0.0, *[1.0] * 30)  # Slack's are minutes
    await world.taken()
    card = await world.posted()

    async def said() -> list[str]:
        async with world.bot.store.units.reading(world.bot.team) as uow:
            [lead_id] = await uow.cards.leads_at(card.channel, card.ts)
            return [event.action.value for event in await uow.feedback.of(lead_id)]

    expected = ["take"]
    for how, emoji, verdict in (("drop", "+1", "landed"), ("refresh_requested", "-1", "fell_flat")):
        await arm(world.sandbox, {"disconnect": how})
        await world.person("maya").react("leads", card.ts, emoji)
        expected.append(verdict)

        async def told() -> bool:
            return len(await said()) >= len(expected)

        await until(told)
        assert await said() == expected


async def test_a_press_right_after_the_socket_broke_counts(world: World) -> None:
    """Slack waits three seconds for an answer, and never delivers a press again."""
    await world.send(lead())
    card = await world.posted()
    await arm(world.sandbox, {"disconnect": "drop"})
    assert (await world.person("maya").click("leads", card.ts, "take")).ok
    await world.card_says("took it")


async def test_a_press_that_is_being_answered_when_it_has_to_stop_is_answered(
    world: World,
) -> None:
    card = await world.taken()
    world.sandbox.faults.fail("views.open", delay=0.5)
    pressing = asyncio.create_task(world.person("maya").click("leads", card.ts, "outcome"))
    await world.sandbox.workspace.until(lambda: not world.sandbox.faults.planned)
    await world.bot.stop()
    assert (await pressing).ok
    assert world.person("maya").modal is not None


async def test_a_press_that_is_being_answered_over_http_when_it_has_to_stop_is_answered(
    database: Database,
) -> None:
    async with tidewell(database, http=True) as world:
        await test_a_press_that_is_being_answered_when_it_has_to_stop_is_answered(world)
