"""The commands, each a few lines: what they do is in `bot.operations`.

That and the bot are imported where they are used: together they take seconds, and help should not.
"""

import asyncio
import json
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import deliveries, erase, imports, routes
from bot.cli.help import Group
from bot.cli.who import who
from bot.errors import InvalidInput

app = typer.Typer(
    help="Leads in Slack, with the campaign that won them; what reps learn, back to marketing.",
    add_completion=False,
    pretty_exceptions_enable=False,
    cls=Group,
)
settings = typer.Typer(help="Read and change the workspace's settings.", cls=Group)
token = typer.Typer(help="Tokens for the systems that send leads.", cls=Group)
app.add_typer(settings, name="settings")
app.add_typer(token, name="token")
app.add_typer(imports.app, name="import")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(routes.app, name="routes")
app.command()(erase.erase)
_WIDTH = 22


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"leadloop {version('leadloop')}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which it is.")
    ] = False,
) -> None:
    """Nothing of its own: options before a command."""


@app.command()
def run() -> None:
    """Run the bot on a real Slack workspace."""
    from bot import config
    from bot.cli import serve

    found = config.load()
    found.check_slack()
    asyncio.run(serve.run(found))


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free one.")] = None,
    http: Annotated[bool, typer.Option("--http", help="Signed HTTP, not Socket Mode.")] = False,
) -> None:
    """Show everything in a Slack of its own, on this machine."""
    from bot import demo

    asyncio.run(demo.run(demo.DEFAULT_PORT if port is None else port, http=http))


@app.command()
def tour() -> None:
    """Tell the whole loop as text, in half a minute."""
    from bot import demo

    asyncio.run(demo.tour())


@app.command()
def digest(
    week: Annotated[str | None, typer.Option(help="2018-W21; else the last whole week.")] = None,
) -> None:
    """Print the digest of a week."""
    from rich.console import Console

    from bot import config, operations

    Console().print(asyncio.run(operations.digest(config.load(), week)))


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="week.xlsx, or week.zip for CSV files.")],
    week: Annotated[str | None, typer.Option(help="2018-W21; else the last whole week.")] = None,
) -> None:
    """Write a week's figures and leads to a file."""
    from bot import config, operations

    if out.suffix.lower() not in (".xlsx", ".zip"):
        raise InvalidInput(f"“{out}” ends with neither .xlsx nor .zip. Nothing was written.")
    workbook, archive = asyncio.run(operations.export(config.load(), week))
    content = (workbook if out.suffix.lower() == ".xlsx" else archive).content
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"“{out}” cannot be written: {error.strerror}.") from error
    typer.echo(f"Wrote {out}.")


@app.command()
def migrate() -> None:
    """Bring the database's schema to this version."""
    from bot import config, operations

    asyncio.run(operations.migrate_database(config.load()))
    typer.echo("The database is up to date.")


@settings.command("show")
def show_settings(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Every setting with its value."""
    from bot import config, operations

    if as_json:
        found = asyncio.run(operations.settings_json(config.load()))
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for key, value in asyncio.run(operations.settings(config.load())).items():
        typer.echo(f"{key:{_WIDTH}}{value or '–'}")


@settings.command("set")
def set_settings(
    pairs: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE…", help="timezone=Europe/Berlin")
    ],
) -> None:
    """Change settings; all of them or, when one cannot be, none."""
    from bot import config, operations

    given = {}
    for pair in pairs:
        key, is_pair, value = pair.partition("=")
        if not is_pair:
            raise InvalidInput(f"“{pair}” is not KEY=VALUE. Nothing was changed.")
        if key.strip() in given:
            raise InvalidInput(f"“{key.strip()}” is given twice. Nothing was changed.")
        given[key.strip()] = value
    done = asyncio.run(operations.change_settings(config.load(), given, who(), _unchecked))
    for key, (before, after) in done.items():
        change = (
            f"{before or '–'} → {after or '–'}" if before != after else f"{after or '–'} as before"
        )
        typer.echo(f"{key:{_WIDTH}}{change}")


def _unchecked() -> None:
    typer.echo(
        "Slack did not answer: whether it has these channels and people was not checked.", err=True
    )


@token.command("create")
def create_token(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The system's name.")],
) -> None:
    """Make a source's token. It is printed once, alone on the last line."""
    from bot import config, operations

    made, is_replaced = asyncio.run(operations.create_token(config.load(), name))
    typer.echo(f"A token for the source “{name}”. Keep it: it is shown only now.", err=True)
    if is_replaced:
        typer.echo("The one that the source had before no longer works.", err=True)
    typer.echo("Send it with each request: Authorization: Bearer TOKEN", err=True)
    typer.echo(made)
