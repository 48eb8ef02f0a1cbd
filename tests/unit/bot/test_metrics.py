"""What Prometheus is told of what waits."""

from datetime import UTC, datetime, timedelta

from bot.domain.deliveries import Backlog
from bot.metrics import Metrics

NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)


def test_what_waits_is_told_as_it_is_now() -> None:
    metrics = Metrics()
    waits = Backlog(2, 3, NOW - timedelta(minutes=2), dead=4, paused=1, is_halted=True)
    empty = Backlog(0, 0, None, 0, 0, is_halted=False)
    for backlog, expected in ((waits, (2.0, 3.0, 120.0, 4.0, 1.0, 1.0)), (empty, (0.0,) * 6)):
        lines = metrics.text(backlog, NOW).decode().splitlines()
        cards, messages, lag, dead, paused, halted = expected
        for line in (
            f'leadloop_waiting{{what="card"}} {cards}',
            f'leadloop_waiting{{what="message"}} {messages}',
            f"leadloop_card_lag_seconds {lag}",
            f"leadloop_dead_letters {dead}",
            f"leadloop_paused_channels {paused}",
            f"leadloop_halted {halted}",
        ):
            assert line in lines
