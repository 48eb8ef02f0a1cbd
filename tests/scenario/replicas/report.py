"""What happened in a soak, as a row of the table in docs/guarantees.md."""

from pathlib import Path

from tests.scenario.replicas.chaos import Chaos
from tests.scenario.replicas.traffic import Traffic

PAGE = Path(__file__).parents[3] / "docs" / "guarantees.md"
HEAD = (
    "| where | seed | kill -9 | other faults | leads | presses | acknowledged "
    "| emoji | told again | lost | twice |"
)
BEGIN, END = "<!-- soak -->", "<!-- /soak -->"


def write(where: str, seed: int, chaos: Chaos, traffic: Traffic) -> None:
    """Prints the row and puts it into the page, in place of the last one for the same set-up.

    Only called when all was proved, so `lost` and `twice` are 0.
    """
    counts = chaos.counts
    faults = counts.total() - counts["kill -9"]
    said = (len(traffic.cases), traffic.presses, traffic.acknowledged, traffic.emoji)
    figures = (seed, counts["kill -9"], faults, *said, traffic.told.again, 0, 0)
    row = f"| {where} | {' | '.join(map(str, figures))} |"
    print(f"\n{HEAD}\n{row}")  # noqa: T201  # what a soak is run for
    for counted in (counts, chaos.where):
        print(", ".join(f"{kind} {count}" for kind, count in sorted(counted.items())))  # noqa: T201  # the same
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    table, _, after = rest.partition(END)
    kept = [line for line in table.splitlines() if line and not line.startswith(f"| {where} |")]
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join([*kept, row]) + f"\n{END}{after}")
