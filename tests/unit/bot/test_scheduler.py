"""What becomes of a job that fails."""

from datetime import UTC, datetime

from bot.domain.deliveries import Backlog
from bot.metrics import Metrics
from bot.scheduler import Scheduler


async def test_a_job_that_fails_is_counted_and_the_others_go_on() -> None:
    ran = []

    async def digest() -> None:
        ran.append("digest")
        raise ValueError("a figure that cannot be read")

    async def reminders() -> None:
        ran.append("reminders")

    metrics = Metrics()
    scheduler = Scheduler({"digest": digest, "reminders": reminders}, metrics.job_failed)
    for _ in range(2):
        await scheduler.tick()
    assert ran == ["digest", "reminders"] * 2
    backlog = Backlog(0, 0, None, 0, 0, is_halted=False)
    said = metrics.text(backlog, datetime(2026, 8, 24, tzinfo=UTC)).decode()
    assert 'leadloop_job_failures_total{job="digest"} 2.0' in said
    assert 'job="reminders"' not in said


async def test_what_cannot_be_told_of_a_job_stops_nothing() -> None:
    ran = []

    class Away:
        async def failed(self, job: str) -> None:
            ran.append(f"{job} failed")
            raise OSError("the database is away")

        async def worked(self, job: str) -> None:
            ran.append(f"{job} worked")
            raise OSError("the database is away")

    async def digest() -> None:
        raise ValueError

    async def reminders() -> None:
        ran.append("reminders")

    jobs, counted = {"digest": digest, "reminders": reminders, "pools": reminders}, list[str]()
    await Scheduler(jobs, counted.append, Away()).tick()
    assert ran == ["digest failed", "reminders", "reminders worked", "reminders", "pools worked"]
    assert counted == ["digest"], "the others did work"
