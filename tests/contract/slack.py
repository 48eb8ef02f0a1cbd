"""Slack's published types (slack.json, made by scripts/contract.py), as validators."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

Schema = dict[str, Any]
DEFINITIONS: dict[str, Schema] = json.loads(
    (Path(__file__).parent / "slack.json").read_text(encoding="utf-8")
)["definitions"]

# Blocks that Slack documents and its types do not know yet.
UNTYPED = {"data_visualization"}


def typed(blocks: list[Any]) -> list[Any]:
    """Those that the types know."""
    return [block for block in blocks if block["type"] not in UNTYPED]


def resolved(schema: Schema) -> Schema:
    """What a reference points at; keywords beside it are left to the caller."""
    while "$ref" in schema:
        schema = DEFINITIONS[unquote(schema["$ref"]).removeprefix("#/definitions/")]
    return schema


def _of_type(branches: list[Schema], kind: object) -> list[Schema]:
    """The branches whose `type` may be this one."""
    found = []
    for branch in branches:
        flat = resolved(branch)
        if "anyOf" in flat:
            found += _of_type(flat["anyOf"], kind)
        elif flat.get("properties", {}).get("type", {}).get("const", kind) == kind:
            found.append(flat)
    return found


def _any_of(
    validator: Any, branches: list[Schema], value: object, schema: Schema
) -> Iterator[ValidationError]:
    """`anyOf` that looks only at branches of the value's own type: quick, and its errors tell."""
    if isinstance(value, dict) and isinstance(value.get("type"), str):
        branches = _of_type(branches, value["type"]) or branches
    tried = [list(validator.descend(value, branch)) for branch in branches]
    if all(tried):
        yield from min(tried, key=len)


_Validator = extend(Draft202012Validator, {"anyOf": _any_of})  # type: ignore[no-untyped-call]  # untyped in types-jsonschema


@cache
def _validator(name: str) -> Validator:
    assert name in DEFINITIONS, f"scripts/contract.ts does not export {name}"
    made: Validator = _Validator({"$ref": f"#/definitions/{name}", "definitions": DEFINITIONS})
    return made


def wrong(name: str, value: Any) -> list[str]:
    """What Slack's type of this name refuses: place and reason, one line each."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in _validator(name).iter_errors(value)
    ]
