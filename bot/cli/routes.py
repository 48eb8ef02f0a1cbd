"""`leadloop routes`: where leads go, as a file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.help import Group
from bot.errors import InvalidInput

app = typer.Typer(help="Where leads go: rules as a file, checked before they hold.", cls=Group)
File = Annotated[Path, typer.Argument(metavar="FILE", help="Rules as `show` prints them.")]


@app.command()
def show() -> None:
    """The rules that hold now, as a TOML file."""
    from bot import config, operations  # see bot.cli.commands: imported where it is used

    typer.echo(asyncio.run(operations.routes(config.load())), nl=False)


@app.command()
def check(file: File) -> None:
    """Every problem of a file, and what it would have done with last month's leads."""
    _try(_text(file))


@app.command()
def apply(
    file: File, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Has the rules of a file hold from now on. Shows first what `check` shows, and asks."""
    from bot import config, operations
    from bot.cli.who import who

    text = _text(file)
    _try(text)
    if not yes:
        typer.confirm("Have these rules hold from now on?", abort=True)
    version, count = asyncio.run(operations.apply_routes(config.load(), text, who()))
    rules = "1 rule holds" if count == 1 else f"{count} rules hold"
    typer.echo(f"Version {version}: {rules} for the leads that come from now on.")


@app.command()
def owners() -> None:
    """The owners' addresses that nobody in Slack has, with the leads that wait for each."""
    from rich.console import Console

    from bot import config, operations

    Console(markup=False, highlight=False).print(asyncio.run(operations.owners(config.load())))


def _try(text: str) -> None:
    from rich.console import Console

    from bot import config, operations

    found = asyncio.run(operations.try_routes(config.load(), text))
    Console(markup=False, highlight=False).print(found)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not a text in UTF-8.") from error
