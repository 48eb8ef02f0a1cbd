"""`leadloop import`: files with leads and with what became of them."""

import asyncio
import csv
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.cli.help import Group
from bot.errors import InvalidInput, LeadloopError

if TYPE_CHECKING:  # see bot.cli.commands: imported where it is used
    from bot.config import Config
    from bot.operations import Prepared, Problem, Report, Request

app = typer.Typer(help="Bring in leads, and what became of them, from CSV files.", cls=Group)
SHOWN = 10

FilePath = Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8 or Windows-1252.")]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map", help="field=column, or field=:value for every row; repeat or use commas."
    ),
]
Source = Annotated[str, typer.Option(help="The system that gave the leads their ids.")]
Dates = Annotated[
    str | None, typer.Option(help="dmy or mdy, where 01/02/2026 leaves it open.", metavar="ORDER")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")]
ReportTo = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.csv", help="List every refused row there.")
]


@app.command()
def leads(  # a command's parameters are its options
    file: FilePath,
    maps: Maps = None,
    source: Source = "import",
    dates: Dates = None,
    dry_run: DryRun = False,
    report: ReportTo = None,
) -> None:
    """Leads that came in earlier: counted in the figures, never posted to Slack."""
    from bot.operations import Request

    _import(Request("leads", file, maps or [], source, dates, dry_run), report)


@app.command()
def outcomes(  # as above
    file: FilePath,
    maps: Maps = None,
    source: Source = "import",
    dates: Dates = None,
    dry_run: DryRun = False,
    report: ReportTo = None,
) -> None:
    """What became of leads: taken, contacted, met, opportunity, won, lost, …"""
    from bot.operations import Request

    _import(Request("outcomes", file, maps or [], source, dates, dry_run), report)


def _import(request: "Request", report_to: Path | None) -> None:
    from bot import config, operations

    if request.dates not in (None, "dmy", "mdy"):
        raise InvalidInput("--dates is dmy (day first) or mdy (month first).")
    found = config.load()
    prepared = operations.prepare(request)
    file = prepared.file
    rows = f"{len(file.records):,} row" + ("" if len(file.records) == 1 else "s")
    typer.echo(f"{file.name}: {rows}, {file.encoding}, separated by {file.delimiter}")
    # Before anything is stored: afterwards it would be too late to mend the name.
    report = nullcontext() if report_to is None else _opened(report_to, request.file)
    with report as stream:
        try:
            done = _with_progress(found, prepared)
        except KeyboardInterrupt:
            typer.echo("Stopped. What was stored stays; run it again to go on.", err=True)
            raise
        _say(request, done)
        _list(done.refused, has_report=report_to is not None)
        if stream is not None:
            _write(stream, done.refused)
    if done.refused and len(done.refused) == len(file.records):
        raise typer.Exit(1)


def _with_progress(found: "Config", prepared: "Prepared") -> "Report":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from bot import operations

    say = Console(stderr=True)
    bar = Progress(
        TextColumn("Checking" if prepared.request.dry_run else "Importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=say,
        transient=True,
        disable=not say.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=len(prepared.file.records))
        return asyncio.run(
            operations.import_file(found, prepared, lambda rows: bar.advance(task, rows))
        )


def _say(request: "Request", done: "Report") -> None:
    if request.dry_run:
        typer.echo("Dry run: nothing was stored. This is what would happen.")
    words = {
        "leads": ("new", "updated", "unchanged"),
        "outcomes": ("recorded", "", "unchanged (known already, or older than what is known)"),
    }[request.kind]
    counts = zip((done.new, done.updated, done.unchanged), words, strict=True)
    for count, word in [*counts, (len(done.refused), "refused")]:
        if word:
            typer.echo(f"  {count:>9,}  {word}")
    if done.owners_unasked:
        typer.echo(
            "Slack did not answer: owners whom Leadloop has not met are kept by name only.",
            err=True,
        )


def _list(refused: "tuple[Problem, ...]", *, has_report: bool) -> None:
    if not refused:
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name in ("Row", "Column", "Problem"):
        table.add_column(name, justify="right" if name == "Row" else "left")
    for item in refused[:SHOWN]:
        table.add_row(str(item.row), item.column, item.problem)
    typer.echo()
    Console(markup=False, highlight=False).print(table)
    more = len(refused) - SHOWN
    if more > 0 and not has_report:
        typer.echo(f"\nand {more:,} more; --report FILE.csv lists them all.")


def _opened(report_to: Path, file: Path) -> TextIO:
    """The report, empty. InvalidInput: nothing was tried."""
    try:
        if report_to.exists() and report_to.samefile(file):
            raise InvalidInput(
                f"The report {report_to} would overwrite the file that is imported. "
                "Nothing was stored."
            )
        return report_to.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InvalidInput(
            f"The report {report_to} cannot be written: {error.strerror}. Nothing was stored."
        ) from error


def _write(stream: TextIO, refused: "tuple[Problem, ...]") -> None:
    try:
        with stream:
            writer = csv.writer(stream)
            writer.writerow(("row", "column", "problem"))
            writer.writerows((item.row, item.column, item.problem) for item in refused)
    except OSError as error:
        raise LeadloopError(
            f"The report {stream.name} cannot be written: {error.strerror}. The import is done."
        ) from error
    if refused:
        typer.echo(f"\nAll of them: {stream.name}")
