"""For how long what Slack refuses, for a reason nobody knows, is tried again."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from unittest.mock import AsyncMock, Mock

import pytest

from bot.delivery.failures import GIVE_UP_AFTER, MAX_BACKOFF_SECONDS, Failures
from bot.delivery.outcomes import Fault, SendError
from bot.ports import CardWork, Clock, DeliveryMeter, DeliveryQueue, Lane, Turn
from bot.services.deliveries import DeliveryService

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
TURN = Turn(Lane("T1", "C0LEADS"), "worker")


def card(attempts: int) -> CardWork:
    return CardWork("lead", "m1", "C0LEADS", 1, None, attempts, False, None)


@pytest.mark.parametrize("attempts", [0, 8, GIVE_UP_AFTER - 1, GIVE_UP_AFTER])
async def test_an_error_nobody_knows_is_tried_again_for_hours_and_then_listed(
    attempts: int,
) -> None:
    queue, clock = AsyncMock(spec=DeliveryQueue), cast(Clock, Mock(now=lambda: NOW))
    watch = Mock(spec=DeliveryService), Mock(spec=DeliveryMeter)
    failures = Failures(queue, (clock, clock), watch, timedelta(seconds=5))
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
