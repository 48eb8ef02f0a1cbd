"""What is counted for Prometheus. Names and labels hold no person, company or channel."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.domain.deliveries import Backlog
from bot.domain.leads import IntakeResult

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_POSTED_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600, 14400)
# Around the three seconds that Slack waits.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)


class Metrics:
    """The counts of one process; the gauges are of the workspace, read when they are asked for."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._delivered = Counter(
            "leadloop_delivered", "Sent to Slack", ["kind"], registry=registry
        )
        self._failed = Counter(
            "leadloop_delivery_failed", "Calls that failed", ["fault"], registry=registry
        )
        self._jobs = Counter(
            "leadloop_job_failures", "Jobs that failed", ["job"], registry=registry
        )
        self._gave_up = Counter("leadloop_gave_up", "Given up", ["kind"], registry=registry)
        self._intake = Counter("leadloop_intake", "Leads by answer", ["status"], registry=registry)
        self._handled = Histogram(
            "leadloop_handler_seconds",
            "From Slack's request to its answer",
            ["type"],
            registry=registry,
            buckets=_SECONDS,
        )
        self._posted = Histogram(
            "leadloop_arrival_to_post_seconds",
            "From a lead's arrival, or return, to its card in Slack",
            registry=registry,
            buckets=_POSTED_SECONDS,
        )
        self._waiting = Gauge("leadloop_waiting", "Not sent yet", ["what"], registry=registry)
        self._lag = Gauge(
            "leadloop_card_lag_seconds", "Age of the oldest unposted card", registry=registry
        )
        self._dead = Gauge("leadloop_dead_letters", "Given up, to be looked at", registry=registry)
        self._paused = Gauge("leadloop_paused_channels", "Refused by Slack", registry=registry)
        self._halted = Gauge(
            "leadloop_halted", "1 while Slack keeps the app out", registry=registry
        )

    def delivered(self, kind: str) -> None:
        self._delivered.labels(kind).inc()

    def failed(self, fault: str) -> None:
        self._failed.labels(fault).inc()

    def gave_up(self, kind: str) -> None:
        self._gave_up.labels(kind).inc()

    def job_failed(self, job: str) -> None:
        """A digest, say, that could not be counted; it is tried again at the next tick."""
        self._jobs.labels(job).inc()

    def posted(self, seconds: float) -> None:
        self._posted.observe(max(seconds, 0))

    def taken_in(self, results: Sequence[IntakeResult]) -> None:
        for result in results:
            self._intake.labels(result.status.value).inc()

    def handling(self, kind: str) -> AbstractContextManager[object]:
        """Times one request of Slack's, of a type such as `block_actions`; counts it too."""
        return self._handled.labels(kind).time()

    def text(self, backlog: Backlog, now: datetime) -> bytes:
        """Prometheus' text format (`CONTENT_TYPE`)."""
        self._waiting.labels("card").set(backlog.cards)
        self._waiting.labels("message").set(backlog.messages)
        lag = (now - backlog.oldest).total_seconds() if backlog.oldest else 0
        self._lag.set(max(lag, 0))
        self._dead.set(backlog.dead)
        self._paused.set(backlog.paused)
        self._halted.set(backlog.is_halted)
        return generate_latest(self._registry)
