"""The sandbox's checks against Slack's types: it refuses what they refuse and takes what they take,
but for the differences that stand here with their reasons."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from sandbox.checks import Surface, check_blocks, check_view
from sandbox.kit.blocks import ON
from tests.contract.samples import Sample, Samples
from tests.contract.slack import DEFINITIONS, UNTYPED, Schema, wrong

SURFACES: tuple[Surface, ...] = ("message", "modal", "home")
BLOCKS: dict[str, Schema] = {
    branch["$ref"].rsplit("/", 1)[-1]: branch for branch in DEFINITIONS["KnownBlock"]["anyOf"]
}

# What the sandbox says where it is stricter than the types → why.
STRICTER = {
    r"unsupported type: multi_\w+ .*/elements/": "documented, but the live Slack refuses it",
    r"unsupported type: rich_text_input .*/elements/": "not seen in a live Slack: the safe side",
    r"unsupported type: file ": "only Slack writes it: an app cannot send it",
    r"additional property: url .*/options/": "Slack documents it for the overflow menu only",
    r"less than 76 .*/label/text": "Slack documents 75 for a group's label",
    r"less than 76 .*/(positive|negative)_button/text": "Slack documents 75",
    r"less than 76 .*/elements/0/text": "Slack documents 75 for the icon_button",
    r"less than 201 .*/text": "Slack documents 200 for the alert",
    r"missing required field: type .*/tasks/": "Slack documents task cards only",
}
# Where the types are stricter than the sandbox → why.
LOOSER = {
    r"Option/value": "the comment's 75 is outdated: Slack's documentation and Python SDK say 150",
}


def taken() -> Iterator[Sample]:
    return (one for schema in BLOCKS.values() for one in Samples().taken(schema))


def refused() -> Iterator[Sample]:
    return (one for schema in BLOCKS.values() for one in Samples().refused(schema))


def complaint(block: Any) -> str:
    """What the sandbox has against this block on the surface that fits best; empty if nothing."""
    found = [check_blocks([block], surface) for surface in SURFACES]
    return min((one[0] for one in found if one), key=_not_the_place) if all(found) else ""


def _not_the_place(sentence: str) -> bool:
    return bool(re.search(r"unsupported type: \w+ \S*/blocks/0/(element/)?type", sentence))


def unexplained(found: Iterable[str], reasons: dict[str, str]) -> tuple[set[str], set[str]]:
    """What no reason fits, and the reasons that fit nothing any more."""
    found = set(found)
    fits = {pattern: {one for one in found if re.search(pattern, one)} for pattern in reasons}
    return found.difference(*fits.values()), {one for one, fitting in fits.items() if not fitting}


def test_the_sandbox_takes_what_slacks_types_take() -> None:
    complaints = []
    for path, block in taken():
        assert wrong("KnownBlock", block) == [], path
        complaints.append(complaint(block))
    assert unexplained(filter(None, complaints), STRICTER) == (set(), set())


def test_the_sandbox_refuses_what_slacks_types_refuse() -> None:
    missed = []
    for path, block in refused():
        passes = [surface for surface in SURFACES if not check_blocks([block], surface)]
        if passes and wrong("KnownBlock", block):
            missed.append(path)
    assert unexplained(missed, LOOSER) == (set(), set())


@pytest.mark.parametrize("kind", ["modal", "home"])
def test_views_both_ways(kind: Any) -> None:
    schema = {"$ref": f"#/definitions/{kind}"}
    for path, view in Samples().taken(schema):
        assert wrong(kind, view) == [], path
        # A block that this kind of view has no place for says nothing about the view.
        against = [one for one in check_view(view, kind) if not _not_the_place(one)]
        assert against == [], path
    missed = [
        path
        for path, view in Samples().refused(schema)
        if wrong(kind, view) and not check_view(view, kind)
    ]
    assert missed == []


def test_the_sandbox_knows_the_blocks_that_slack_knows() -> None:
    typed = {_type(name) for name in BLOCKS}
    known = {kind for surface in SURFACES for kind in ON[surface]}
    assert known - typed == UNTYPED
    assert typed - known == {"file"}


def _type(name: str) -> str:
    schema = DEFINITIONS[name]
    kind: str = schema.get("anyOf", [schema])[0]["properties"]["type"]["const"]
    return kind
