"""Makes tests/contract/slack.json: Slack's published TypeScript types as JSON Schemas.

What may be said stands in scripts/contract.ts. The types know fields, not lengths: those stand in
their comments and become keywords (maxLength, maxItems, …) here. Needs npm; its result needs none.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PACKAGES = (
    "@slack/bolt@5.1.0",
    "@slack/types@3.2.0",
    "@slack/web-api@8.2.0",
    "@types/node@24.0.0",
    "ts-json-schema-generator@2.9.0",
    "typescript@5.9.3",
)
ROOT = Path(__file__).with_suffix(".ts")
RESULT = Path(__file__).parents[1] / "tests" / "contract" / "slack.json"
TSCONFIG = {
    "compilerOptions": {
        "strict": True,
        "skipLibCheck": True,
        "moduleResolution": "node",
        "types": ["node"],
    },
    "files": [ROOT.name],
}
Schema = dict[str, Any]

_LEAST = re.compile(r"(?:\bmin(?:imum)?\b|\bbetween|\bfrom)\D*?(\d+)", re.IGNORECASE)
_MOST = re.compile(
    r"(?:\bmax(?:imum)?\b|\bup to|\blimit(?:ed)?\b|\bbetween \d+ and|\bfrom `\d`.* to)\D*?"
    r"(\d[\d,]*)",
    re.IGNORECASE,
)
_BELOW = re.compile(r"less than (\d+) characters", re.IGNORECASE)
_KEYWORDS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "number": ("minimum", "maximum"),
}


def main() -> None:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("contract: npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        schema = _generated(Path(folder), npm)
    limits = sum(_limit(node, text) for node, text in list(_described(schema)))
    definitions = _named(_without_prose(schema)["definitions"])
    lines = (f"{json.dumps(name)}:{_compact(definitions[name])}" for name in sorted(definitions))
    RESULT.write_text('{"definitions":{\n' + ",\n".join(lines) + "\n}}\n")
    print(f"{RESULT.name}: {len(definitions)} types, {limits} limits")  # noqa: T201  # a script


def _generated(folder: Path, npm: str) -> Schema:
    (folder / "package.json").write_text("{}")
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    shutil.copy(ROOT, folder)
    quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    tools = folder / "node_modules" / ".bin"
    generate = ("ts-json-schema-generator", "--path", ROOT.name, "--type", "*", "--no-type-check")
    for command in (
        (npm, "install", *quiet, "--save-exact", *PACKAGES),
        (tools / "tsc", "--noEmit", "-p", "."),
        (tools / generate[0], "--tsconfig", "tsconfig.json", *generate[1:], "-o", "all.json"),
    ):
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603  # fixed commands
    made: Schema = json.loads((folder / "all.json").read_text())
    return made


def _described(node: Any) -> Iterator[tuple[Schema, str]]:
    """Every schema that has a comment, and the comment without its addresses."""
    if isinstance(node, dict):
        text = node.get("description")
        if isinstance(text, str):
            plain = re.sub(r"\{@link \S+|https?://\S+", "", text)
            yield node, " ".join(plain.split())
        for inner in node.values():
            yield from _described(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _described(inner)


def _limit(node: Schema, text: str) -> int:
    """Writes the limits that the comment states into the schema; how many there were."""
    found = 0
    for sentence in re.split(r"(?<=\.)\s+(?=[A-Z`])", text):
        bounds = _bounds(sentence)
        if bounds == (None, None):
            continue
        target, kind = _target(node, sentence)
        for keyword, bound in zip(_KEYWORDS.get(kind, ()), bounds, strict=False):
            if bound is not None:
                target[keyword] = bound
                found += 1
    return found


def _bounds(sentence: str) -> tuple[int | None, int | None]:
    least, most, below = (pattern.search(sentence) for pattern in (_LEAST, _MOST, _BELOW))
    if below is not None:
        return None, int(below[1]) - 1
    return (
        int(least[1]) if least else None,
        int(most[1].replace(",", "")) if most else None,
    )


def _target(node: Schema, sentence: str) -> tuple[Schema, str]:
    """The schema that the sentence limits, and its kind: itself, its items, or a text's text."""
    if re.search(r"\b(in each item|each row)\b", sentence, re.IGNORECASE):
        node = node["items"]
    kind = node.get("type")
    if kind is None:
        return node.setdefault("properties", {}).setdefault("text", {}), "string"
    if kind == "string" and "character" not in sentence:
        return {}, ""  # a list in a string, or a form such as HH:mm
    return node, kind


def _without_prose(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_prose(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_prose(inner)
        for key, inner in node.items()
        if not (key == "description" and isinstance(inner, str))
    }


def _named(definitions: Schema) -> Schema:
    """The definitions with those of nameless types put where they are used: the generator names
    them by places in files, which differ from run to run."""
    nameless = {name: node for name, node in definitions.items() if re.search(r"-\d+-", name)}

    def inlined(node: Any) -> Any:
        if isinstance(node, list):
            return [inlined(one) for one in node]
        if not isinstance(node, dict):
            return node
        name = unquote(str(node.get("$ref", ""))).removeprefix("#/definitions/")
        if name in nameless:
            return inlined(nameless[name])
        return {key: inlined(inner) for key, inner in node.items()}

    return {n: inlined(node) for n, node in definitions.items() if n not in nameless}


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


if __name__ == "__main__":
    main()
