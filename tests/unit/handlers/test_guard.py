"""A listener that fails says what is known, and no more."""

import asyncio

from structlog.testing import capture_logs

from handlers.guard import guarded


async def test_after_an_unknown_failure_nothing_is_claimed_about_what_is_stored() -> None:
    told: list[str] = []

    async def work() -> None:
        raise KeyError("after the commit")

    async def tell(text: str) -> None:
        told.append(text)

    await guarded(work(), tell, name="test")
    assert len(told) == 1
    assert "may or may not have been stored" in told[0]


async def test_the_log_has_the_reference_that_the_person_read() -> None:
    async def broken() -> None:
        raise KeyError("broken")

    async def slow() -> None:
        await asyncio.Event().wait()

    for work, event in ((broken(), "listener.failed"), (slow(), "listener.too_slow")):
        told: list[str] = []

        async def tell(text: str, told: list[str] = told) -> None:
            told.append(text)

        with capture_logs() as logs:
            await guarded(work, tell, name="test", seconds=0.05)
        [entry] = logs
        assert entry["event"] == event
        assert entry["reference"] in told[0]
