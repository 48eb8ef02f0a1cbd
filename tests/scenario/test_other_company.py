"""Somebody of another company, in a channel shared with them (Slack Connect)."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from tests.databases import Shared
from tests.scenario.world import World, lead, shown, tidewell


async def test_their_press_is_refused_with_a_sentence(database: Shared) -> None:
    async with tidewell(database, http=True) as world:
        await world.send(lead())
        card = await world.posted()
        maya = world.person("maya")
        pressed = _press(world, card.ts)
        pressed["user"]["team_id"] = "T0OTHER"
        await _post(world, {"payload": json.dumps(pressed)})
        told = await world.private("maya", "Your press was not counted")
        assert "the company that runs this app" in shown(told)
        assert "nobody has it yet" in shown(await world.card())

        pressed["user"]["team_id"] = world.bot.team
        pressed["trigger_id"] = "2.2.b"
        await _post(world, {"payload": json.dumps(pressed)})
        await world.card_says(f"<@{maya.id}> took it")


async def test_their_reaction_in_a_shared_channel_does_not_count(database: Shared) -> None:
    async with tidewell(database, http=True) as world:
        await world.send(lead())
        card = await world.posted()
        for number, user in enumerate(("U0STRANGER", world.person("jonas").id)):
            event = {
                "type": "reaction_added",
                "user": user,
                "reaction": "white_check_mark",
                "item": {"type": "message", "channel": card.channel, "ts": card.ts},
                "event_ts": f"178756200{number}.000100",
            }
            envelope = {
                "type": "event_callback",
                "team_id": world.bot.team,
                "event_id": f"Ev{number}",
                "event": event,
                "is_ext_shared_channel": True,
            }
            await _post(world, envelope)
        await world.card_says(f"<@{world.person('jonas').id}> took it")


def _press(world: World, ts: str) -> dict[str, Any]:
    channel = world.sandbox.workspace.channel("leads")
    card = world.sandbox.workspace.message(channel.id, ts)
    assert card is not None
    button = next(one for one in card.blocks[-1]["elements"] if one["action_id"] == "take")
    maya = world.person("maya")
    hook = world.sandbox.hooks.new(_app(world), maya.user, channel.id, card)
    return {
        "type": "block_actions",
        "team": {"id": world.bot.team, "domain": "tidewell"},
        "user": {"id": maya.id, "team_id": world.bot.team},
        "channel": {"id": channel.id},
        "container": {"type": "message", "message_ts": ts, "channel_id": channel.id},
        "trigger_id": "1.1.a",
        "response_url": hook,
        "actions": [{"type": "button", "action_id": "take", "value": button["value"]}],
    }


def _app(world: World) -> Any:
    return next(iter(world.sandbox.workspace.apps.values()))


async def _post(world: World, body: dict[str, Any]) -> None:
    """Sends it as Slack does: signed, forms for interactions and JSON for events."""
    is_form = "payload" in body
    raw = urlencode(body) if is_form else json.dumps(body)
    stamp = str(int(time.time()))
    signature = SignatureVerifier(_app(world).signing_secret).generate_signature(
        timestamp=stamp, body=raw
    )
    headers = {
        "Content-Type": "application/x-www-form-urlencoded" if is_form else "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }
    url = f"http://127.0.0.1:{world.bot.port}/slack/events"
    async with world.http.post(url, data=raw.encode(), headers=headers) as answer:
        assert answer.status == 200
