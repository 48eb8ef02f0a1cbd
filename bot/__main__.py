"""`leadloop` and `python -m bot`."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import typer

from bot.cli.commands import app
from bot.errors import ConfigError, InvalidInput, LeadloopError

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


@runtime_checkable
class _Usage(Protocol):
    """Typer's errors about the command line; it has no public name for their base."""

    exit_code: int

    def format_message(self) -> str: ...


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code. An error is one sentence on stderr: 2 when the user can mend what they
    typed or configured, otherwise 1."""
    try:
        return int(app(list(arguments), prog_name="leadloop", standalone_mode=False) or 0)
    except LeadloopError as error:
        return _fail(error.sentence, MISUSED if isinstance(error, _MENDABLE) else FAILED)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("Stopped.", INTERRUPTED)
    except BrokenPipeError:
        # The reader has gone (`… | head`): say nothing, and let the flush at exit fail silently.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001  # the last line: nobody is shown a traceback
        if isinstance(error, _Usage):
            return _fail(f"{error.format_message()} See: leadloop --help", MISUSED)
        return _fail(_unexpected(error), FAILED)


_MENDABLE = (ConfigError, InvalidInput)


def _unexpected(error: Exception) -> str:
    if os.environ.get("LOG_LEVEL", "").lower() == "debug":
        traceback.print_exc()
    said = str(error).strip().partition("\n")[0] or "no reason given"
    return (
        f"Leadloop failed in a way it does not know ({type(error).__name__}: {said}). "
        "LOG_LEVEL=debug shows where."
    )


def _fail(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


if __name__ == "__main__":
    main()
