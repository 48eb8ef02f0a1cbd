"""The examples of docs/api.md, sent in their order, are answered as they say."""

import json
import re
from pathlib import Path
from typing import Any

from tests.scenario.world import World

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(
    r"^    (PUT|POST) (\S+)\n((?:    .*\n)+)\n→ `(\d+)` `(.*)`$",
    re.MULTILINE,
)


def fits(said: Any, shown: Any) -> bool:
    """Whether an answer is what the document shows; “…” stands for anything."""
    if shown == "…":
        return bool(said)
    if isinstance(shown, dict):
        return said.keys() == shown.keys() and all(fits(said[key], shown[key]) for key in shown)
    if isinstance(shown, list):
        return len(said) == len(shown) and all(map(fits, said, shown))
    return bool(said == shown)


async def test_every_example_is_answered_as_the_document_says(world: World) -> None:
    examples = EXAMPLE.findall(DOCUMENT.read_text())
    text = DOCUMENT.read_text()
    assert len(examples) == len(re.findall(r"^    (?:PUT|POST) /", text, re.MULTILINE))
    for method, path, body, status, shown in examples:
        answer = await world.request(method, path, json.loads(body))
        assert answer[0] == int(status), (body, answer)
        assert fits(answer[1], json.loads(shown)), (body, answer)
