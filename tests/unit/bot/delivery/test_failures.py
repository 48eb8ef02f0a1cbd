"""For how long what Slack refuses, for a reason nobody knows, is tried again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from unittest.mock import AsyncMock, Mock

import pytest

from bot.delivery.failures import GIVE_UP_AFTER, MAX_BACKOFF_SECONDS, Failures
from bot.delivery.outcomes import Fault, SendError
from bot.delivery.slack import SlackSender
from bot.ports import CardWork, Clock, DeliveryMeter, DeliveryQueue, Lane, Turn
from bot.services.deliveries import DeliveryService

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
TURN = Turn(Lane("T1", "C0LEADS"), "worker")


def card(attempts: int, *, uncertain: bool = False, ts: str | None = None) -> CardWork:
    return CardWork("lead", "m1", "C0LEADS", 1, ts, attempts, uncertain, None)


def failing(answers: bool = True) -> tuple[Failures, AsyncMock]:
    """Failures, while Slack answers something else or does not; and the queue."""
    sender = AsyncMock(spec=SlackSender)
    sender.answers.return_value = answers
    queue, clock = AsyncMock(spec=DeliveryQueue), cast(Clock, Mock(now=lambda: NOW))
    watch = Mock(spec=DeliveryService), Mock(spec=DeliveryMeter)
    return Failures(queue, (clock, clock), watch, (sender, timedelta(seconds=5))), queue


@pytest.mark.parametrize("attempts", [0, 8, GIVE_UP_AFTER - 1, GIVE_UP_AFTER])
async def test_an_error_nobody_knows_is_tried_again_for_hours_and_then_listed(
    attempts: int,
) -> None:
    failures, queue = failing()
    error = SendError(Fault.UNCLEAR, "ekm_access_denied")
    assert await failures.handle(TURN, card(attempts), error) is None
    if attempts == GIVE_UP_AFTER:
        [_, _, status, reason, _] = queue.finish.await_args.args
        assert (status, reason) == ("dead", "ekm_access_denied")
        return
    at: Any = queue.later.await_args.args[-1]
    ceiling = min(MAX_BACKOFF_SECONDS, 2 ** min(attempts + 1, 9))
    assert timedelta(seconds=1) <= at - NOW <= timedelta(seconds=ceiling)
    assert not queue.finish.called


async def test_a_look_that_slack_always_limits_is_listed_at_last() -> None:
    failures, queue = failing()
    limited = SendError(Fault.LATER, "ratelimited", retry_after=60)
    limited.method = "conversations.history"
    for attempts in (0, GIVE_UP_AFTER - 1):
        await failures.handle(TURN, card(attempts, uncertain=True), limited)
        assert queue.later.await_args.args[-1] - NOW >= timedelta(seconds=60)
        assert queue.later.await_args.kwargs.get("counts", True)
    queue.halt.assert_awaited_with("conversations.history", NOW + timedelta(seconds=60))
    limited.got_on = True
    await failures.handle(TURN, card(GIVE_UP_AFTER, uncertain=True), limited)
    assert not queue.finish.called, "it comes to its end"
    assert queue.later.await_args.kwargs == {"counts": False}
    limited.got_on = False
    await failures.handle(TURN, card(GIVE_UP_AFTER, uncertain=True), limited)
    [_, _, status, reason, _] = queue.finish.await_args.args
    assert (status, reason) == ("dead", "may_have_been_posted")


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (card(GIVE_UP_AFTER, uncertain=True), "may_have_been_posted"),
        (card(GIVE_UP_AFTER, ts="1.000001"), "internal_error"),
    ],
    ids=["look", "edit"],
)
async def test_what_slack_never_answers_is_tried_again_for_hours_and_then_listed(
    work: CardWork, reason: str
) -> None:
    failures, queue = failing()
    error, pauses = SendError(Fault.UNKNOWN, "internal_error", is_answer=False), timedelta(0)
    for attempts in range(GIVE_UP_AFTER):
        assert await failures.handle(TURN, replace(work, attempts=attempts), error) is None
        assert queue.later.await_args.kwargs.get("counts", True)
        pauses += queue.later.await_args.args[-1] - NOW
    assert pauses > timedelta(hours=1)
    assert not queue.finish.called
    await failures.handle(TURN, work, error)
    [_, _, status, said, _] = queue.finish.await_args.args
    assert (status, said) == ("dead", reason)
