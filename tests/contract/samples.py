"""Values made from a schema: those that it takes, and those with exactly one thing wrong.

Each value differs from the smallest one in one place, which its path names.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from tests.contract.slack import DEFINITIONS, Schema

Sample = tuple[str, Any]

# Strings that have a form which the types do not tell.
_STRINGS = {
    "url": "https://x.test/a",
    "image_url": "https://x.test/a",
    "video_url": "https://x.test/a",
    "thumbnail_url": "https://x.test/a",
    "title_url": "https://x.test/a",
    "provider_icon_url": "https://x.test/a",
    "initial_date": "2026-08-24",
    "initial_time": "09:30",
    "min_value": "1",
    "max_value": "2",
    "NumberInput/initial_value": "1",
}
_NUMBERS = {"initial_date_time": 1_787_000_000}
# What Slack requires and its types leave optional: one of several will do, or it depends.
_ALSO = {
    "CardBlock": "title",
    "ConfirmationDialog": "title confirm deny",
    "ContainerBlock": "title",
    "ModalView": "submit",
    "MrkdwnOption": "value",
    "MultiStaticSelect": "options",
    "PlainTextOption": "value",
    "SectionBlock": "text",
    "StaticSelect": "options",
}
_INSTEAD = {"option_groups": "options"}
_ROWS = {"DataTableBlock/rows": 2}
# Blocks in blocks and in views are varied by themselves.
_WHOLE = ("ContainerBlock/child_blocks", "PlanBlock/tasks", "ModalView/blocks", "HomeView/blocks")


def opened(schema: Schema) -> tuple[str, Schema]:
    """The name and content of what is referred to, with the limits that stand beside it."""
    name = ""
    while "$ref" in schema:
        beside = {key: inner for key, inner in schema.items() if key != "$ref"}
        name = unquote(schema["$ref"]).removeprefix("#/definitions/")
        schema = _merged(DEFINITIONS[name], beside)
    if "anyOf" in schema and len(schema) > 1:
        schema = _merged({"anyOf": schema["anyOf"]}, schema)
    return name, schema


def _merged(schema: Schema, more: Schema) -> Schema:
    if "anyOf" in schema and more:
        limits = {"properties": more.get("properties", {})}
        return {"anyOf": [_merged(branch, limits) for branch in schema["anyOf"]]}
    merged = dict(schema)
    for key, inner in more.items():
        old = merged.get(key)
        merged[key] = _merged(old, inner) if isinstance(old, dict) else inner
    return merged


class Samples:
    """Goes through a schema; what it finds a second time at the same place it does not vary."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def least(self, schema: Schema, at: str = "") -> Any:
        """The smallest value that the schema takes."""
        name, schema = opened(schema)
        if "anyOf" in schema:
            return self.least(schema["anyOf"][0], at)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kind = schema.get("type")
        if kind == "object":
            return self._object(name, schema, at)
        if kind == "array":
            count = max(schema.get("minItems", 1), _ROWS.get(at, 1))
            return copies(self.least(schema["items"], at), count)
        return _plain(schema, at)

    def _object(self, name: str, schema: Schema, at: str) -> dict[str, Any]:
        wanted = [*schema.get("required", ()), *_ALSO.get(name, "").split()]
        inner = schema.get("properties", {})
        return {key: self.least(inner[key], f"{name or at}/{key}") for key in wanted}

    def taken(self, schema: Schema, at: str = "") -> Iterator[Sample]:
        """Values that the schema takes."""
        yield from self._varied(schema, at, self._taken_fields, _taken_plain)

    def refused(self, schema: Schema, at: str = "") -> Iterator[Sample]:
        """Values with one thing wrong. In a union some may be right by another branch."""
        yield from self._varied(schema, at, self._refused_fields, _refused_plain)

    def _varied(self, schema: Schema, at: str, fields: Any, plain: Any) -> Iterator[Sample]:
        name, schema = opened(schema)
        if name and ((at, name) in self._seen or (at in _WHOLE and "anyOf" not in schema)):
            yield at, self.least({"$ref": f"#/definitions/{name}"}, at)
            return
        self._seen.add((at, name))
        if "anyOf" in schema:
            for branch in schema["anyOf"]:
                yield from self._varied(branch, at, fields, plain)
        elif schema.get("type") == "object":
            yield from fields(name or at, schema, self._object(name, schema, at))
        elif schema.get("type") == "array":
            yield from self._items(schema, at, fields, plain)
        else:
            yield from ((at, value) for value in plain(schema, at))

    def _items(self, schema: Schema, at: str, fields: Any, plain: Any) -> Iterator[Sample]:
        one, most = self.least(schema["items"], at), schema.get("maxItems")
        before = copies(one, _ROWS.get(at, 1) - 1)
        for path, item in self._varied(schema["items"], at, fields, plain):
            yield path, [*before, item]
        if fields == self._refused_fields:
            yield at, "x"
            if schema.get("minItems"):
                yield at, []
        if most:
            yield at, copies(one, most + (fields == self._refused_fields))

    def _taken_fields(self, at: str, schema: Schema, least: dict[str, Any]) -> Iterator[Sample]:
        yield at, least
        for key, inner in schema.get("properties", {}).items():
            rest = {name: value for name, value in least.items() if name != _INSTEAD.get(key)}
            if key.startswith("initial_option"):  # must be one of the options
                yield f"{at}/{key}", {**rest, key: self.least(inner, f"{at}/{key}")}
                continue
            for path, value in self.taken(inner, f"{at}/{key}"):
                yield path, {**rest, key: value}

    def _refused_fields(self, at: str, schema: Schema, least: dict[str, Any]) -> Iterator[Sample]:
        yield at, "x"
        if schema.get("additionalProperties") is False:
            yield f"{at}/colour", {**least, "colour": "red"}
        for key in schema.get("required", ()):
            yield f"{at}/{key}", {name: value for name, value in least.items() if name != key}
        for key, inner in schema.get("properties", {}).items():
            rest = {name: value for name, value in least.items() if name != _INSTEAD.get(key)}
            for path, value in self.refused(inner, f"{at}/{key}"):
                yield path, {**rest, key: value}


def copies(item: Any, count: int) -> list[Any]:
    """As many, told apart by what must be unique among them."""
    if not isinstance(item, dict):
        return [item] * count
    keys = [key for key in ("value", "action_id", "block_id") if isinstance(item.get(key), str)]
    others = ({**item, **{key: f"{key}{n}" for key in keys}} for n in range(1, count))
    return [item, *others][:count]


def _plain(schema: Schema, at: str) -> Any:
    kind, key = schema.get("type"), at.rsplit("/", 1)[-1]
    if kind == "string":
        return _STRINGS.get(at) or _STRINGS.get(key, "x")
    if kind == "number":
        return _NUMBERS.get(key, schema.get("minimum", 1))
    return {"boolean": True, "null": None}.get(str(kind), {})


def _taken_plain(schema: Schema, at: str) -> list[Any]:
    if "const" in schema or "enum" in schema:
        return [schema["const"]] if "const" in schema else list(schema["enum"])
    if schema.get("type") == "boolean":
        return [True, False]
    values = [_plain(schema, at)]
    if "maxLength" in schema:
        values.append(values[0].ljust(schema["maxLength"], "x"))
    return values + [schema[bound] for bound in ("minimum", "maximum") if bound in schema]


def _refused_plain(schema: Schema, at: str) -> list[Any]:
    kind = schema.get("type")
    if "const" in schema or "enum" in schema:
        return ["nonsense"]
    values: list[Any] = [7 if kind == "string" else "x"] if kind else []
    if "maxLength" in schema:
        values.append(_plain(schema, at).ljust(schema["maxLength"] + 1, "x"))
    if schema.get("minLength"):
        values.append("")
    if "minimum" in schema:
        values.append(schema["minimum"] - 1)
    if "maximum" in schema:
        values.append(schema["maximum"] + 1)
    return values
