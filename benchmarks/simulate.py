"""`make simulate`: how often the digest is right, and how often it cries wolf, over many seeds.

Writes its tables into docs/statistics.md. ARGS="--seeds 20" runs fewer, and writes nothing.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.simulator import FIRST, Truth, digest, live, named
from bot.domain.changes import Outcome
from bot.domain.digest import DigestFacts

DOCUMENT = Path(__file__).parents[1] / "docs" / "statistics.md"
BEGIN, END = "<!-- make simulate -->\n", "<!-- end -->"
SEEDS = 200
WEEKS = 12

DIFFERENT = [
    Truth("Best", 0.75, 0.65),
    *(Truth(f"Middle {number}") for number in range(1, 5)),
    Truth("Worst", 0.35, 0.3),
]
ALIKE = [Truth(f"Alike {number}") for number in range(1, 7)]
ONE_SIDED = [
    Truth("To the mild", reps={"mild": 8.0, "fair": 1.0, "fast": 1.0, "strict": 1.0}),
    *ALIKE[1:5],
    Truth("To the strict", reps={"strict": 8.0, "fair": 1.0, "fast": 1.0, "mild": 1.0}),
]
CHANGED = [*ALIKE[:5], Truth("Changed", changed_in=7, landed_then=0.12)]
MENDED = [*ALIKE[:5], Truth("Changed", landed=0.2, changed_in=7, landed_then=0.6)]


@dataclass(slots=True)
class Naming:
    """Over the seeds: how often the right, a wrong, or no campaign was named."""

    best: list[str] = field(default_factory=list)
    worst: list[str] = field(default_factory=list)
    sentence: list[str] = field(default_factory=list)

    def add(self, facts: DigestFacts) -> None:
        best, worst = named(facts)
        self.best.append(_verdict(best, "Best"))
        self.worst.append(_verdict(worst, "Worst"))
        said = {item.name for item in facts.campaigns if facts.headline.startswith(item.name)}
        right = said & {"Best", "Worst"}
        self.sentence.append("right" if right else "wrong" if said else "silent")


def _verdict(name: str | None, true: str) -> str:
    return "silent" if name is None else "right" if name == true else "wrong"


def naming(campaigns: list[Truth], weekly: int, seeds: int, *, check_reps: bool = True) -> Naming:
    """One digest, after twelve weeks, for each seed."""
    result = Naming()
    for seed in range(seeds):
        history = live(random.Random(seed), campaigns, weekly, WEEKS)
        result.add(digest(history, WEEKS, check_reps=check_reps))
    return result


@dataclass(slots=True)
class Finding:
    """Over the seeds: the digest that first found the change (None: none did), the week that it
    named, how often another change was named, and what came of a promise that was told of."""

    found_in: list[int | None] = field(default_factory=list)
    week: list[int] = field(default_factory=list)
    others: list[bool] = field(default_factory=list)
    better: list[bool] = field(default_factory=list)


def finding(campaigns: list[Truth], weekly: int, seeds: int) -> Finding:
    """The digests of weeks 6 to 12, one after the other, for each seed."""
    result = Finding()
    changed = next((item for item in campaigns if item.changed_in), None)
    for seed in range(seeds):
        history = live(random.Random(seed), campaigns, weekly, WEEKS)
        sent = {week: digest(history, week, promised=changed) for week in range(6, WEEKS + 1)}
        true = {
            week: int(item.week.partition("W")[2])
            for week, facts in sent.items()
            for item in facts.drifts
            if changed and item.campaign == changed.name and week >= changed.changed_in
        }
        result.found_in.append(min(true, default=None))
        result.week += [true[max(true)]] if true else []
        result.others.append(_others(sent, changed))
        progress = sent[WEEKS].changes
        result.better.append(bool(progress) and progress[0].outcome is Outcome.BETTER)
    return result


def _others(sent: dict[int, DigestFacts], changed: Truth | None) -> bool:
    return any(
        changed is None or item.campaign != changed.name or week < changed.changed_in
        for week, facts in sent.items()
        for item in facts.drifts
    )


def part(values: Sequence[bool]) -> str:
    """`3.5 %`; – of nothing."""
    return f"{100 * sum(values) / len(values):.1f} %" if values else "–"


def _names(seeds: int) -> list[str]:
    lines = [
        "| campaigns | leads a week each | best: right, wrong, none | worst: right, wrong, none "
        "| sentence: right, wrong, none |",
        "|---|---|---|---|---|",
    ]
    for title, campaigns, weekly, check in (
        ("different", DIFFERENT, 30, True),
        ("different", DIFFERENT, 10, True),
        ("different", DIFFERENT, 4, True),
        ("different", DIFFERENT, 1, True),
        ("alike", ALIKE, 30, True),
        ("alike", ALIKE, 10, True),
        ("alike", ALIKE, 1, True),
        ("alike, one-sided reps", ONE_SIDED, 30, True),
        ("the same without the check of reps", ONE_SIDED, 30, False),
    ):
        found = naming(campaigns, weekly, seeds, check_reps=check)
        cells = [
            " · ".join(part([value == word for value in values]) for word in _WORDS)
            for values in (found.best, found.worst, found.sentence)
        ]
        lines.append(f"| {title} | {weekly} | {' | '.join(cells)} |")
    return lines


_WORDS = ("right", "wrong", "silent")


def _changes(seeds: int) -> list[str]:
    lines = [
        "| what happened in week 7 | leads a week each | found by week 12 | first in the digest of "
        "week (median) | week named: 6 to 8 | any other change named, in seven digests "
        "| told of: better |",
        "|---|---|---|---|---|---|---|",
    ]
    for title, campaigns, weekly in (
        ("landed 50 % → 12 %", CHANGED, 30),
        ("landed 50 % → 12 %", CHANGED, 15),
        ("landed 20 % → 60 %", MENDED, 30),
        ("landed 20 % → 60 %", MENDED, 15),
        ("landed 20 % → 60 %", MENDED, 2),
        ("nothing", ALIKE, 15),
    ):
        found = finding(campaigns, weekly, seeds)
        first = [week for week in found.found_in if week is not None]
        cells = (
            part([week is not None for week in found.found_in]),
            f"{median(first):.0f}" if first else "–",
            part([week in (6, 7, 8) for week in found.week]),
            part(found.others),
            part(found.better),
        )
        lines.append(f"| {title} | {weekly} | {' | '.join(cells)} |")
    return lines


def report(seeds: int) -> str:
    return "\n".join((f"{seeds} seeds.", "", *_names(seeds), "", *_changes(seeds), ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    seeds = parser.parse_args().seeds
    tables = report(seeds)
    print(tables)
    if seeds == SEEDS:
        text = DOCUMENT.read_text()
        before, _, rest = text.partition(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}{tables}{END}{rest.partition(END)[2]}")
        print(f"written to {DOCUMENT.name}, for weeks from {FIRST}")


if __name__ == "__main__":
    main()
