"""The last line of every listener: a deadline, and a sentence instead of a traceback."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import structlog

from bot.errors import LeadloopError, StorageError

DEADLINE_SECONDS = 2.4  # Slack shows a warning after 3 s
TELL_SECONDS = 0.4

log = structlog.get_logger()
Tell = Callable[[str], Awaitable[None]]
T = TypeVar("T")


async def within(seconds: float, work: Awaitable[T]) -> T:
    """TimeoutError when it takes longer; it may end later then. `asyncio.wait_for` waits for what
    it cuts off, and a thread that waits for a locked SQLite file cannot be cut off."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait((task,), timeout=seconds)
        if task.done():
            return task.result()
        raise TimeoutError
    finally:
        if not task.done():
            task.cancel()
            task.add_done_callback(_unheard)


def _unheard(task: asyncio.Future[Any]) -> None:
    """Nobody waits for it any more; asyncio would say that its error was never looked at."""
    with suppress(asyncio.CancelledError):
        task.exception()


async def guarded(
    work: Awaitable[None], tell: Tell, *, name: str, seconds: float = DEADLINE_SECONDS
) -> None:
    """Runs `work`; whatever goes wrong reaches the person as one sentence through `tell`.

    Slack delivers no interaction twice and answers an empty error to one that raises: so nothing
    may leave here, and the reference in the sentence is the one in the log. Slack gets its
    acknowledgement only after this, so telling has a deadline of its own.
    """
    clock = asyncio.get_running_loop().time
    started = clock()
    sentence = await _outcome(work, name, seconds)
    if sentence is None:
        return
    try:
        left = seconds + TELL_SECONDS - (clock() - started)
        await within(max(left, TELL_SECONDS), tell(sentence))
    except TimeoutError:
        log.warning("listener.not_told", name=name)


async def _outcome(work: Awaitable[None], name: str, seconds: float) -> str | None:
    """None when all went well, otherwise what the person has to know."""
    try:
        await within(seconds, work)
    except StorageError:
        reference = _reference()
        log.exception("listener.failed", name=name, reference=reference)
        return (
            "The database cannot be used just now, so this may not have been stored: look at the "
            f"card, then try again. If it stays so, tell your admin the reference {reference}."
        )
    except LeadloopError as error:
        # The sentence may name a person: it goes to the screen, not into the log.
        log.info("listener.refused", name=name, why=type(error).__name__)
        return error.sentence
    except TimeoutError:
        reference = _reference()
        log.error("listener.too_slow", name=name, reference=reference)
        return (
            "This took too long. It may or may not have been stored: look at the card, then try "
            f"again. Reference {reference}."
        )
    except Exception:  # the last line: the person gets a sentence, the log the cause
        reference = _reference()
        log.exception("listener.failed", name=name, reference=reference)
        return (
            "Something went wrong here. It may or may not have been stored: look at the card, then "
            f"try again; if it happens again, tell your admin the reference {reference}."
        )
    return None


def _reference() -> str:
    return secrets.token_hex(3).upper()
