"""Whatever people write: Slack takes every screen, and nothing in it pings, links or is cut."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, get_type_hints

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import bot.blocks
from bot.blocks import outcome
from bot.blocks.message import Block, Message
from bot.domain.outcomes import possible
from sandbox.checks import check_blocks, check_view, text_length
from tests.contract.filling import Filler
from tests.contract.slack import typed, wrong

# Helpers: what they give stands in the screens that use them.
PIECES = {
    "allowed",
    "elements",
    "figures",
    "home_list",
    "inputs",
    "message",
    "settings_fields",
    "text",
}
DRAWN = (Message, Block, list[Block])
# Slack refuses at about 13,200 characters (github.com/slackapi/bolt-js/issues/2509).
MAX_CHARACTERS = 13_000
MAX_TEXT = 4_000
WORST = (
    "",
    "a",
    "x" * 10_000,
    "&" * 3_000,
    "<!channel> & <@U0EVIL1> <#C0EVIL1> <https://evil.example|click>",
    "@everyone @here @channel",
    "*_~`" * 800,
    "\u202eevil\u0000\u0007\n\n\n> quote",
    "🚛👩🏽‍🚒" * 900,
    "שלום & مرحبا <b>",
)


def builders() -> Iterator[Any]:
    for module in pkgutil.iter_modules(bot.blocks.__path__):
        if module.name in PIECES:
            continue
        held = importlib.import_module(f"bot.blocks.{module.name}")
        for name, function in inspect.getmembers(held, inspect.isfunction):
            is_own = function.__module__ == held.__name__ and not name.startswith("_")
            if is_own and get_type_hints(function)["return"] in DRAWN:
                yield pytest.param(function, id=f"{module.name}.{name}")


BUILDERS = list(builders())
SEEDS = st.integers(0, 9999)
BITS = (
    *"&<>!@#|*_~`ab \n\u202e\u0000🚛é",
    *("<!here>", "@channel", "&lt;", "<@U0EVIL1|", "<https://evil.example|", "x" * 300),
)


# Few of each builder, for every text goes through bot/blocks/text.py, whose tests try hundreds;
# elsewhere than on CI other ones at every run.
@pytest.mark.parametrize("builder", BUILDERS)
@settings(max_examples=5, database=None, phases=[Phase.generate])
@given(text=st.lists(st.sampled_from(BITS), max_size=100).map("".join), seed=SEEDS)
def test_every_screen_whatever_people_write(
    builder: Callable[..., Any], text: str, seed: int
) -> None:
    check_drawn(builder, Filler(text, Random(seed)))


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_screen_at_its_fullest(builder: Callable[..., Any]) -> None:
    for seed, text in enumerate(WORST):
        check_drawn(builder, Filler(text, Random(seed), "most"))


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_screen_at_its_barest(builder: Callable[..., Any]) -> None:
    for seed in range(20):
        check_drawn(builder, Filler("x", Random(seed), "least"))


def check_drawn(builder: Callable[..., Any], filler: Filler) -> None:
    if builder is outcome.again:  # it draws on a form that is open
        opened = outcome.form_for(**filler.arguments(outcome.form_for))
        builder = partial(outcome.again, opened)
        arguments = {"offered": filler.value(outcome.Offered)}
    else:
        arguments = filler.arguments(builder)
    if builder is outcome.form and not possible(arguments["card"].standing.state):
        return  # its service refuses before
    drawn = builder(**arguments)
    for written in (*_mrkdwn(check_taken(drawn)), getattr(drawn, "text", "")):
        check_safe(written)


def check_taken(drawn: Any) -> list[Block]:
    """Slack and the sandbox take it; its blocks."""
    if isinstance(drawn, dict) and drawn["type"] in ("modal", "home"):
        assert check_view(drawn, drawn["type"]) == []
        assert wrong(drawn["type"], {**drawn, "blocks": typed(drawn["blocks"])}) == []
        return list(drawn["blocks"])
    blocks = _blocks(drawn)
    assert check_blocks(blocks, "message") == []
    assert wrong("message_blocks", typed(blocks)) == []
    if isinstance(drawn, Message):
        assert 0 < len(drawn.text) <= MAX_TEXT
        assert text_length(blocks) <= MAX_CHARACTERS
    return blocks


def _blocks(drawn: Any) -> list[Block]:
    if isinstance(drawn, Message):
        return drawn.blocks
    if isinstance(drawn, list):
        return drawn
    return [{"type": "actions", "elements": [drawn]} if drawn["type"] == "button" else drawn]


def check_safe(written: str) -> None:
    """No live ping but of our own people, no link but to https, no cut entity."""
    assert not re.search(r"<!(?!date\^\d+\^)", written)
    assert not re.search(r"<@(?!U0MAYA1>)|<#(?!C0LEADS1>)", written)
    assert not re.search(r"<(?![!@#]|https://crm\.example/)", written)
    assert not re.search(r"&(?!(amp|lt|gt);)", written)
    assert not re.search(r"@(channel|here|everyone)", written)


def _mrkdwn(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            assert value["verbatim"] is True
            yield value["text"]
        for inner in value.values():
            yield from _mrkdwn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mrkdwn(inner)
