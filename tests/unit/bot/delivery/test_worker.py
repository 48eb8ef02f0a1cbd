"""What the worker makes of what never succeeds."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from bot.delivery.failures import GIVE_UP_AFTER
from bot.delivery.render import Renderer
from bot.delivery.sending import Outlet
from bot.delivery.slack import SlackSender
from bot.delivery.timing import Timing
from bot.delivery.worker import Delivery
from bot.domain.deliveries import Halted
from bot.errors import Unreachable
from bot.ports import CardWork, Clock, DeliveryMeter, DeliveryQueue, Lane, Work
from bot.services.deliveries import DeliveryService

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
LANE = Lane("T1", "C0LEADS")
PAUSES = Timing().look_again


def made() -> tuple[Delivery, AsyncMock, AsyncMock]:
    queue, sender = AsyncMock(spec=DeliveryQueue), AsyncMock(spec=SlackSender)
    renderer = AsyncMock(spec=Renderer)
    renderer.card.side_effect = Unreachable("Slack does not answer.")
    outlet, clock = Outlet(sender, renderer), Mock(spec=Clock, now=lambda: NOW)
    watch = Mock(spec=DeliveryService), Mock(spec=DeliveryMeter)
    return Delivery(queue, outlet, (clock, clock), watch, Timing()), queue, sender


async def work_on(work: Work, *, answers: bool = True) -> Any:
    """The queue, after a worker had this one thing to do; Slack neither knows it nor answers who
    the people on it are, or answers nothing at all."""
    worker, queue, sender = made()
    queue.halted.return_value, queue.lanes.return_value = None, [LANE]
    sender.find.return_value, sender.answers.return_value = None, answers
    left: list[Work] = [work]

    async def following(*_: Any, **__: Any) -> Work | None:
        if left:
            return left.pop()
        worker.stop()
        return None

    queue.next = following
    async with asyncio.timeout(5):
        await worker.run()
        await worker.finish()
    return queue


@pytest.mark.parametrize("attempts", [0, GIVE_UP_AFTER])
async def test_what_slack_never_takes_is_posted_again_for_hours_and_then_listed(
    attempts: int,
) -> None:
    looked = CardWork("lead", "m1", "C0LEADS", 1, None, attempts, True, NOW, len(PAUSES))
    queue = await work_on(looked)
    if attempts == GIVE_UP_AFTER:
        [_, work, status, reason, _] = queue.finish.await_args.args
        assert (work.uncertain, status, reason) == (False, "dead", "not_posted")
        return
    [_, work, _, at] = queue.later.await_args.args
    assert not work.uncertain, "it may be posted again"
    assert queue.later.await_args.kwargs.get("counts", True)
    assert at - NOW >= timedelta(seconds=1)


@pytest.mark.parametrize("attempts", [0, GIVE_UP_AFTER])
async def test_whom_slack_never_names_is_asked_again_for_hours_and_then_the_card_is_listed(
    attempts: int,
) -> None:
    queue = await work_on(CardWork("lead", "m1", "C0LEADS", 1, None, attempts, False, None))
    if attempts == GIVE_UP_AFTER:
        [_, _, status, reason, _] = queue.finish.await_args.args
        assert (status, reason) == ("dead", "not_looked_up")
        return
    assert queue.later.await_args.kwargs.get("counts", True)
    assert not queue.sending.called


async def test_a_workspace_that_refuses_everything_is_asked_by_one_worker_only() -> None:
    worker, queue, sender = made()
    queue.halted.return_value = Halted("token_revoked", NOW)

    async def another_asks(*_: Any) -> bool:
        worker.stop()
        return False

    queue.may_probe = another_asks
    async with asyncio.timeout(5):
        await worker.run()
    assert not sender.scopes.called
    assert not queue.lanes.called, "and nothing is sent meanwhile"


async def test_whom_slack_does_not_name_in_an_outage_is_asked_after_it() -> None:
    tried = CardWork("lead", "m1", "C0LEADS", 1, None, GIVE_UP_AFTER, False, None)
    queue = await work_on(tried, answers=False)
    assert not queue.finish.called
    assert queue.later.await_args.kwargs == {"counts": False}
    [_, _, rests_until] = queue.release.await_args_list[0].args
    assert rests_until > NOW, "nor does anything else of the channel get through"
