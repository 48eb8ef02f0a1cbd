"""Slack's published types (slack.json, made by scripts/contract.py), as validators."""

import json
from collections.abc import Iterator
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
    if (id(branches), kind) not in _found:
        _found[id(branches), kind] = _look_for(branches, kind)
    return _found[id(branches), kind]


_found: dict[tuple[int, object], list[Schema]] = {}  # by the id of branches that DEFINITIONS holds


def _look_for(branches: list[Schema], kind: object) -> list[Schema]:
    found = []
    for branch in branches:
        flat = resolved(branch)
        if "anyOf" in flat:
            found += _of_type(flat["anyOf"], kind)
        elif flat.get("properties", {}).get("type", {}).get("const", kind) == kind:
            found.append(flat)
    return found


def _any_of(_: Any, branches: list[Schema], value: object, __: Schema) -> Iterator[ValidationError]:
    """`anyOf` that looks only at branches of the value's own type: quick, and its errors tell."""
    if isinstance(value, dict) and isinstance(value.get("type"), str):
        branches = _of_type(branches, value["type"]) or branches
    tried = [list(_against(branch, value)) for branch in branches]
    if all(tried):
        yield from min(tried, key=len)


def _properties(_: Any, properties: Schema, value: object, __: Schema) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for key in (key for key in properties if key in value):
            yield from _against(properties[key], value[key], key)


def _items(_: Any, items: Schema, value: object, __: Schema) -> Iterator[ValidationError]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _against(items, item, index)


def _ref(_: Any, ref: str, value: object, __: Schema) -> Iterator[ValidationError]:
    return _against(resolved({"$ref": ref}), value)


# jsonschema's own make a validator and look up a reference for every value.
_KEYWORDS = {"anyOf": _any_of, "properties": _properties, "items": _items, "$ref": _ref}
_Validator = extend(Draft202012Validator, _KEYWORDS)  # type: ignore[no-untyped-call]  # untyped in types-jsonschema
_made: dict[int, Validator] = {}  # by the id of their schema, which each of them keeps alive


def _against(schema: Schema, value: Any, *path: str | int) -> Iterator[ValidationError]:
    """What a part of the types has against a part of the value, which lies at this path."""
    if id(schema) not in _made:
        _made[id(schema)] = _Validator(schema)
    for error in _made[id(schema)].iter_errors(value):
        error.path.extendleft(path)
        yield error


def wrong(name: str, value: Any) -> list[str]:
    """What Slack's type of this name refuses: place and reason, one line each."""
    assert name in DEFINITIONS, f"scripts/contract.ts does not export {name}"
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in _against(DEFINITIONS[name], value)
    ]
