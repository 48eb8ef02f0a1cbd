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


async def test_what_does_not_let_itself_be_cut_off_is_not_waited_for() -> None:
    told: list[str] = []
    let_go = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await let_go.wait()  # as a thread does that waits for a locked file

    async def tell(text: str) -> None:
        told.append(text)

    async with asyncio.timeout(10):
        await guarded(stubborn(), tell, name="test", seconds=0.05)
    assert "took too long" in told[0]
    let_go.set()


async def test_telling_has_a_deadline_of_its_own() -> None:
    cut_off = asyncio.Event()

    async def broken() -> None:
        raise KeyError("broken")

    async def hangs(_text: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cut_off.set()

    with capture_logs() as logs:
        async with asyncio.timeout(10):
            await guarded(broken(), hangs, name="test", seconds=0.05)
            await cut_off.wait()
    assert [entry["event"] for entry in logs] == ["listener.failed", "listener.not_told"]
