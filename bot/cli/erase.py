"""`leadloop erase`: forgets a person."""

import asyncio
from typing import Annotated

import typer

UNREACHABLE = (
    "Not in Leadloop's reach: your CRM and marketing tools, files that were exported, backups, "
    "words told without a name, and what people wrote in Slack themselves."
)


def erase(
    who: Annotated[str, typer.Argument(metavar="WHO", help="An e-mail address, or a lead's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a person: names, contact data and free text go, what was counted stays."""
    from bot import config, operations  # see bot.cli.commands: imported where it is used

    found = config.load()
    if not yes:
        typer.echo(f"{who}: {asyncio.run(operations.traces(found, who))}.")
        typer.confirm("Erase this for good?", abort=True)
    typer.echo(f"Erased: {asyncio.run(operations.erase(found, who))}.")
    typer.echo("Cards and messages in Slack follow as soon as Leadloop runs.")
    typer.echo(UNREACHABLE)
