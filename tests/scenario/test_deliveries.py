"""What cannot be delivered waits or is given up, and an admin knows what to do about it."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from bot.services.deliveries import DeliveryService
from sandbox.model import Message
from tests.scenario.waiting import until
from tests.scenario.world import World, lead, shown

Holds = Callable[[], Awaitable[bool]]


async def _admin(world: World) -> str:
    """Sam, whom the bot has met."""
    sam = world.person("sam").id
    assert await world.bot.deps.directory.member(sam)
    return sam


def _posts(world: World) -> int:
    return len(world.sandbox.journal.named("chat.postMessage"))


def _told(world: World, text: str) -> list[Message]:
    sam = world.person("sam")
    return [message for message in sam.sees(sam.dm().id) if text in shown(message)]


async def _get(world: World, path: str) -> tuple[int, str]:
    async with world.http.get(f"http://127.0.0.1:{world.bot.port}{path}") as answer:
        return answer.status, await answer.text()


def _dead(world: World, count: int) -> Holds:
    async def holds() -> bool:
        return len((await world.bot.deps.deliveries.state()).dead) == count

    return holds


async def _is_halted(world: World) -> bool:
    return (await world.bot.deps.deliveries.state()).halted is not None


async def test_what_was_given_up_is_listed_told_once_and_tried_again(world: World) -> None:
    await _admin(world)
    world.sandbox.faults.fail("chat.postMessage", error="invalid_blocks", times=4)
    for number in (1, 2):
        await world.send(lead(f"hs-{number}"))
    await until(_dead(world, 2))

    [first, second] = (await world.bot.deps.deliveries.state()).dead
    leads = world.sandbox.workspace.channel("leads").id
    assert (first.kind, first.to, first.subject) == ("card", leads, "Dana Ruiz")
    assert (first.error, first.attempts) == ("invalid_blocks", 1)
    assert first.since <= second.since

    for _ in range(2):
        await world.bot.scheduler.tick()
    told = await world.direct("sam", "2 messages could not be delivered.")
    assert "2 × Slack does not take this message" in shown(told)
    assert len(_told(world, "could not be delivered")) == 1

    await world.bot.deps.deliveries.retry(None)
    await world.card()
    await until(_dead(world, 0))


async def test_more_that_is_given_up_is_told_an_hour_later(world: World) -> None:
    await _admin(world)
    for number in (1, 2):
        world.sandbox.faults.fail("chat.postMessage", error="msg_too_long", times=2)
        await world.send(lead(f"hs-{number}"))
        await until(_dead(world, number))
        await world.bot.scheduler.tick()
        await world.direct("sam", "could not be delivered")
    assert len(_told(world, "could not be delivered")) == 1
    await world.later(hours=1)
    await world.sandbox.workspace.until(lambda: len(_told(world, "2 messages could not")) == 1)


async def test_what_is_dropped_is_not_listed_and_still_drawn_when_it_changes(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", error="invalid_blocks", times=2)
    await world.send(lead())
    await until(_dead(world, 1))
    [letter] = (await world.bot.deps.deliveries.state()).dead
    assert await world.bot.deps.deliveries.drop(letter.id[:12]) == 1
    await until(_dead(world, 0))
    await world.send(lead(committed_step="site visit"))
    await world.card_says("site visit")


async def test_a_workspace_that_refuses_the_token_is_left_alone_until_it_does_not(
    world: World,
) -> None:
    world.sandbox.faults.fail("*", error="token_revoked", times=1000)
    for number in range(3):
        await world.send(lead(f"hs-{number}"))
    await until(lambda: _is_halted(world))
    status, said = await _get(world, "/readyz")
    assert (status, "token_revoked" in said, "Reinstall" in said) == (200, True, True)

    # Slack is asked whether it is over; nothing is sent on chance.
    calls = _posts(world)
    await world.bot.deps.deliveries.hasten()
    await world.sandbox.workspace.until(lambda: len(_refused_probes(world)) == 1)
    assert _posts(world) == calls <= 1

    world.sandbox.faults.clear()
    await world.bot.deps.deliveries.hasten()
    await world.sandbox.workspace.until(lambda: len(world.person("maya").sees("leads")) == 3)
    assert not await _is_halted(world)
    assert await _get(world, "/readyz") == (200, "ready\n")


def _cards(world: World) -> list[Message]:
    return [message for message in world.person("sam").sees("leads") if not message.ephemeral_to]


def _refused_probes(world: World) -> list[object]:
    return [entry for entry in world.sandbox.journal.named("auth.test") if not entry.ok]


async def test_a_missing_scope_halts_until_the_app_has_others(world: World) -> None:
    [app] = world.sandbox.workspace.apps.values()
    before = app.scopes
    app.scopes = before - {"chat:write"}
    await world.send(lead())
    await until(lambda: _is_halted(world))
    halted = (await world.bot.deps.deliveries.state()).halted
    assert halted is not None
    assert halted.error == "missing_scope chat:write"

    probes = len(world.sandbox.journal.named("auth.test"))
    await world.bot.deps.deliveries.hasten()
    await world.sandbox.workspace.until(
        lambda: len(world.sandbox.journal.named("auth.test")) > probes
    )
    assert _posts(world) == 1
    app.scopes = before
    await world.bot.deps.deliveries.hasten()
    await world.card()


async def test_without_the_scope_for_direct_messages_cards_still_come(world: World) -> None:
    [app] = world.sandbox.workspace.apps.values()
    before = app.scopes
    app.scopes = before - {"im:write"}
    await world.taken("maya")

    async def rests() -> bool:
        return bool((await world.bot.deps.deliveries.state()).paused)

    await until(rests)
    [paused] = (await world.bot.deps.deliveries.state()).paused
    assert (paused.channel, paused.error) == (world.person("maya").id, "missing_scope im:write")
    assert not await _is_halted(world)
    await world.send(lead("hs-2", person={"name": "Bo Ahlers"}))
    await world.card_says("Bo Ahlers")
    app.scopes = before
    await world.bot.deps.deliveries.hasten()
    await world.direct("maya", "Yours now")


async def test_a_channel_without_the_bot_waits_for_the_invitation(world: World) -> None:
    await _admin(world)
    channel = world.sandbox.workspace.channel("leads")
    [app] = world.sandbox.workspace.apps.values()
    channel.members.remove(app.bot_user_id)
    for number in (1, 2):
        await world.send(lead(f"hs-{number}"))

    async def rests() -> bool:
        return bool((await world.bot.deps.deliveries.state()).paused)

    await until(rests)
    assert _posts(world) == 1
    for _ in range(2):
        await world.bot.scheduler.tick()
    told = await world.direct("sam", "2 messages cannot be posted")
    assert f"<#{channel.id}>" in shown(told)
    assert "`/invite @Leadloop`" in shown(told)

    # Tried again and refused again: that is the same pause, of which the admin knows.
    await world.bot.deps.deliveries.hasten()
    await world.sandbox.workspace.until(lambda: len(_refused_posts(world)) == 2)
    await world.bot.scheduler.tick()

    await world.person("sam").invite("leads", app.bot_user_id)

    async def posted() -> bool:
        await world.bot.deps.deliveries.hasten()  # five minutes, in no time
        return len(_cards(world)) == 2

    await until(posted)
    assert not await rests()
    assert len(_told(world, "cannot be posted")) == 1


def _refused_posts(world: World) -> list[object]:
    return [entry for entry in world.sandbox.journal.named("chat.postMessage") if not entry.ok]


async def test_a_deleted_card_is_offered_to_its_owner_and_posted_once(world: World) -> None:
    card = await world.taken("maya")
    del world.sandbox.workspace.messages[card.channel][card.ts]
    await world.send(lead(committed_step="site visit"))
    offer = await world.direct("maya", "was deleted in Slack")
    maya = world.person("maya")
    shown_again = await maya.command("/leads", "show Dana", "leads")
    assert "Post it again" in str(shown_again)

    for _ in range(2):
        await maya.click(maya.dm().id, offer.ts, "repost")
    await world.private("maya", "there already", maya.dm().id)
    await world.sandbox.workspace.until(lambda: len(_cards(world)) == 1)
    assert "site visit" in shown(_cards(world)[0])


async def test_a_look_that_is_rate_limited_does_not_post_again(world: World) -> None:
    world.sandbox.faults.fail("chat.postMessage", lose_answer=True)
    world.sandbox.faults.fail("conversations.history", retry_after=1)
    await world.send(lead())
    card = await world.card()
    await world.person("maya").click("leads", card.ts, "take")
    looks = world.sandbox.journal.named
    await world.sandbox.workspace.until(lambda: len(looks("conversations.history")) == 2, 20)
    await world.card_says("took it")
    assert len(_cards(world)) == 1


async def test_what_cannot_be_looked_for_goes_to_an_operator(world: World) -> None:
    [app] = world.sandbox.workspace.apps.values()
    app.scopes = app.scopes - {"channels:history"}
    world.sandbox.faults.fail("chat.postMessage", lose_answer=True)
    await world.send(lead())
    await until(_dead(world, 1), seconds=15)
    [letter] = (await world.bot.deps.deliveries.state()).dead
    assert letter.error == "cannot_look channels:history"
    await world.send(lead(committed_step="site visit"))
    await world.bot.scheduler.tick()
    assert _posts(world) == 1
    assert not await _is_halted(world)


async def test_metrics_say_what_was_done_and_what_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeliveryService, "tell", None)  # a job that fails
    await world.bot.scheduler.tick()
    world.sandbox.faults.fail("chat.postMessage", error="invalid_blocks", times=2)
    await world.send(lead("hs-1"))
    await until(_dead(world, 1))
    await world.send(lead("hs-2"))
    card = await world.posted()
    await world.person("maya").click("leads", card.ts, "take")
    status, said = await _get(world, "/metrics")
    assert status == 200
    lines = said.splitlines()
    for expected in (
        'leadloop_intake_total{status="accepted"} 2.0',
        'leadloop_gave_up_total{kind="card"} 1.0',
        'leadloop_delivery_failed_total{fault="row"} 1.0',
        "leadloop_dead_letters 1.0",
        'leadloop_handler_seconds_count{type="block_actions"} 1.0',
        "leadloop_arrival_to_post_seconds_count 1.0",
    ):
        assert expected in lines
    assert 'leadloop_delivered_total{kind="card"}' in said
    assert 'leadloop_job_failures_total{job="deliveries"}' in said
    assert "Dana" not in said


async def test_health_answers_without_a_token(world: World) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("/healthz", "/readyz", "/metrics"):
            async with http.get(f"http://127.0.0.1:{world.bot.port}{path}") as answer:
                assert answer.status == 200
