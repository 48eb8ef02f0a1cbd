"""Where Slack refuses the blocks, their facts are sent as text, all of them."""

import re
from collections.abc import Callable

import pytest

from bot.blocks import digest as blocks
from bot.blocks import digest_details as details
from bot.blocks.message import Message
from bot.blocks.plain import MAX_TEXT, as_text
from bot.domain.digest import DigestFacts
from tests.unit.bot.blocks import hostile
from tests.unit.bot.facts import tidewell


@pytest.mark.parametrize("build", [blocks.digest, details.thread, blocks.headline, blocks.monthly])
def test_every_fact_of_the_blocks_is_in_the_text(build: Callable[[DigestFacts], Message]) -> None:
    message = build(tidewell())
    text = as_text(message)
    for block in message.blocks:
        if block["type"] in ("section", "header"):
            assert block["text"]["text"] in text
        if block["type"] == "data_table":
            head, *rows = block["rows"]
            for row in rows:
                pairs = zip(head[1:], row[1:], strict=True)
                cells = " · ".join(f"{name['text'].lower()} {cell['text']}" for name, cell in pairs)
                assert f"{row[0]['text']}: {cells}" in text
        if block["type"] == "data_visualization":
            for point in block["chart"]["series"][0]["data"]:
                assert f"{point['label']} {point['value']}" in text


def test_without_blocks_it_is_the_text() -> None:
    assert as_text(Message("Done.", [])) == "Done."


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_nothing_from_outside_pings(text: str) -> None:
    for message in (blocks.digest(hostile.facts(text)), details.thread(hostile.facts(text))):
        plain = as_text(message)
        assert len(plain) <= MAX_TEXT
        assert not re.search(r"<[!@#h]", plain)
        assert not re.search(r"&(?!(amp|lt|gt);)", plain)
