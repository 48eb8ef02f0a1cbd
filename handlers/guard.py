"""The last line of every listener: a deadline, and a sentence instead of a traceback."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import LeadloopError

DEADLINE_SECONDS = 2.5  # Slack shows a warning after 3 s

log = structlog.get_logger()
Tell = Callable[[str], Awaitable[None]]


async def guarded(work: Awaitable[None], tell: Tell, *, name: str) -> None:
    """Runs `work`; whatever goes wrong reaches the person as one sentence through `tell`.

    Slack delivers no interaction twice and answers an empty error to one that raises: so nothing
    may leave here, and the reference in the sentence is the one in the log.
    """
    try:
        await asyncio.wait_for(work, DEADLINE_SECONDS)
    except LeadloopError as error:
        # The sentence may name a person: it goes to the screen, not into the log.
        log.info("listener.refused", name=name, why=type(error).__name__)
        await tell(error.sentence)
    except TimeoutError:
        reference = _reference()
        log.error("listener.too_slow", name=name, reference=reference)
        await tell(
            "This took too long. It may or may not have been stored: look at the card, then try "
            f"again. Reference {reference}."
        )
    except Exception:  # the last line: the person gets a sentence, the log the cause
        reference = _reference()
        log.exception("listener.failed", name=name, reference=reference)
        await tell(
            "Something went wrong here. It may or may not have been stored: look at the card, then "
            f"try again. If it happens again, tell your admin the reference {reference}."
        )


def _reference() -> str:
    return secrets.token_hex(3).upper()
