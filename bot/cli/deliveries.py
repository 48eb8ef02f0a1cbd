"""`leadloop deliveries`: what could not be delivered to Slack, and what becomes of it."""

import asyncio
from typing import Annotated

import typer

from bot.errors import InvalidInput

app = typer.Typer(
    help="What could not be delivered to Slack: list, retry, drop.", invoke_without_command=True
)
Id = Annotated[str | None, typer.Argument(metavar="ID", help="As listed; its beginning is enough.")]
Given = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="As listed; its beginning is enough. Or a refusing channel."),
]
_STAY = (
    " Still waiting there: {}, leads that are not posted yet or what takes an erased person away."
)
All = Annotated[bool, typer.Option("--all", help="Every one that is listed.")]


@app.callback()
def _alone(context: typer.Context) -> None:
    """What could not be delivered to Slack: list, retry, drop."""
    if context.invoked_subcommand is None:
        listing()


@app.command("list")
def listing() -> None:
    """What is held back, what was given up, and the remedy."""
    from rich.console import Console

    from bot import config, operations  # see bot.cli.commands: imported where it is used

    Console(markup=False, highlight=False).print(asyncio.run(operations.deliveries(config.load())))


@app.command()
def retry(delivery_id: Id = None, every: All = False) -> None:
    """Try it again; whatever is held back is tried now as well.

    What may have been posted is looked for first. Where nobody can look, it is posted only when
    its own ID is named: look in Slack before you do.
    """
    from bot import config, operations

    chosen = _chosen(delivery_id, every)
    count = asyncio.run(operations.retry_deliveries(config.load(), chosen))
    typer.echo(f"{_counted(count)} tried again. What was held back is tried now.")


@app.command()
def drop(delivery_id: Given = None, every: All = False) -> None:
    """Give it up for good. A card is still drawn again when its lead changes.

    Of a channel that is listed as refusing, the changes to what stands there already are dropped:
    an archived one does not take them any more. Leads that are not posted yet stay, and so does
    what takes a person who was erased out of Slack.
    """
    from bot import config, operations

    chosen = _chosen(delivery_id, every)
    count, left = asyncio.run(operations.drop_deliveries(config.load(), chosen))
    typer.echo(f"{_counted(count)} dropped.{_STAY.format(left) if left else ''}")


def _chosen(delivery_id: str | None, every: bool) -> str | None:
    """The id, or None for all of them."""
    if (delivery_id is None) is not every:
        raise InvalidInput("Name one ID as `leadloop deliveries` lists it, or write --all.")
    return delivery_id


def _counted(count: int) -> str:
    return "1 delivery is" if count == 1 else f"{count} deliveries are"
