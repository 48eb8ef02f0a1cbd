"""Another process drives the sandbox: seeding, people's deeds, reading, faults, the clock."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.control import DEEDS
from sandbox.model import Json
from tests.integration.sandbox.scene import Connect, Scene, button

METADATA: Json = {"event_type": "lead", "event_payload": {"id": "7"}}


@dataclass(frozen=True)
class Remote:
    """The control's addresses, as another process calls them."""

    http: aiohttp.ClientSession
    url: str

    async def ask(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        """The status and the whole answer."""
        sent = body or ({} if method == "POST" else None)
        async with self.http.request(method, f"{self.url}/_sandbox{path}", json=sent) as answer:
            return answer.status, await answer.json()

    async def __call__(self, method: str, path: str, body: Json | None = None) -> Any:
        """The result."""
        status, answer = await self.ask(method, path, body)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]


@pytest.fixture
async def remote(scene: Scene) -> AsyncIterator[Remote]:
    async with aiohttp.ClientSession() as http:
        yield Remote(http, scene.sandbox.url)


async def test_a_workspace_is_seeded_and_an_app_is_installed(remote: Remote) -> None:
    await remote("POST", "/people", {"name": "dora", "real_name": "Dora Lind", "tz": "UTC"})
    manifest = {
        "display_information": {"name": "Other"},
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    }
    app = await remote("POST", "/apps", {"manifest": manifest})
    members = ["dora", app["bot_user_id"]]
    await remote("POST", "/channels", {"name": "leads", "members": members})
    state = await remote("GET", "")
    assert [one["name"] for one in state["people"]] == ["ana", "ben", "cleo", "dora"]
    client = AsyncWebClient(token=state["apps"][1]["bot_token"], base_url=state["api_url"])
    leads = next(one for one in state["channels"] if one["name"] == "leads")
    assert leads["members"] == sorted([state["people"][3]["id"], app["bot_user_id"]])
    posted = await client.chat_postMessage(channel=leads["id"], text="Hi", metadata=METADATA)
    await remote(
        "POST", "/people/dora/react", {"channel": "leads", "ts": posted["ts"], "emoji": "eyes"}
    )
    (message,) = await remote("GET", "/channels/leads/messages")
    assert (message["text"], message["metadata"]) == ("Hi", METADATA)
    assert message["reactions"][0]["name"] == "eyes"
    assert await remote("GET", f"/channels/leads/messages?after={message['ts']}") == []


async def test_people_press_fill_in_and_look(
    scene: Scene, remote: Remote, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.action("open")
    async def opened(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = {
            "type": "modal",
            "callback_id": "form",
            "title": {"type": "plain_text", "text": "Form"},
            "submit": {"type": "plain_text", "text": "Save"},
            "blocks": [
                {
                    "type": "input",
                    "block_id": "name",
                    "label": {"type": "plain_text", "text": "Name"},
                    "element": {"type": "plain_text_input", "action_id": "text"},
                }
            ],
        }
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.view("form")
    async def form(ack: AsyncAck) -> None:
        await ack()

    await connect(bolt)
    ts = await scene.post([button("open")])
    click = {"channel": "general", "ts": ts, "action_id": "open"}
    ack = await remote("POST", "/people/ana/click", click)
    assert (ack["ok"], ack["error"]) == (True, None)
    await scene.workspace.until(lambda: scene.ana.modal)
    modal = await remote("POST", "/people/ana/modal")
    assert modal["title"]["text"] == "Form"
    refused = await remote("POST", "/people/ana/submit", {"view_id": modal["id"]})
    assert (refused["ok"], set(refused["errors"])) == (False, {"name"})
    values = {"name": {"text": "Dana"}}
    ack = await remote("POST", "/people/ana/submit", {"view_id": modal["id"], "values": values})
    assert ack["ok"]
    assert await remote("POST", "/people/ana/modal") is None
    sent = await remote("POST", "/people/ana/post", {"channel": "general", "text": "Done"})
    seen = await remote("POST", "/people/ben/sees", {"channel": "general"})
    assert [one["ts"] for one in seen] == [ts, sent["ts"]]
    assert (await remote("POST", "/people/ana/dm"))["kind"] == "im"


async def test_the_journal_is_read_from_where_one_was(scene: Scene, remote: Remote) -> None:
    await scene.post([])
    (first,) = await remote("GET", "/journal?name=chat.postMessage")
    assert (first["direction"], first["ok"]) == ("app→slack", True)
    assert first["response"]["ok"]
    await scene.client.auth_test()
    later = await remote("GET", f"/journal?after={first['number']}")
    assert "auth.test" in [entry["name"] for entry in later]
    assert all(entry["number"] > first["number"] for entry in later)
    await remote("DELETE", "/journal")
    assert await remote("GET", "/journal") == []


async def test_the_clock_goes_ahead(scene: Scene, remote: Remote) -> None:
    before = scene.sandbox.clock.now()
    now = datetime.fromisoformat(await remote("POST", "/clock", {"seconds": 3600}))
    assert now >= before + timedelta(hours=1)
    to = now + timedelta(days=1)
    assert await remote("POST", "/clock", {"to": to.isoformat()}) >= to.isoformat()
    status, answer = await remote.ask("POST", "/clock", {"to": before.isoformat()})
    assert (status, answer["message"][:9]) == (409, "The clock")


async def test_faults_are_planned_listed_used_up_and_cleared(scene: Scene, remote: Remote) -> None:
    plan = {"method": "chat.postMessage", "channel": "general", "status": 500, "times": 2}
    fault = await remote("POST", "/faults", plan)
    assert fault == {**plan, "number": fault["number"], "channel": scene.channel}
    with pytest.raises(SlackApiError) as caught:
        await scene.post([])
    assert caught.value.response.status_code == 500
    event = await remote("POST", "/faults", {"event": "reaction_added", "duplicate": True})
    planned = await remote("GET", "/faults")
    assert [(one["number"], one["times"]) for one in planned] == [
        (fault["number"], 1),
        (event["number"], 1),
    ]
    await remote("DELETE", f"/faults/{fault['number']}")
    assert await scene.post([])
    await remote("DELETE", "/faults")
    assert await remote("GET", "/faults") == []


async def test_a_held_event_comes_when_the_faults_are_cleared(
    scene: Scene, remote: Remote, bolt: AsyncApp, connect: Connect
) -> None:
    seen: list[str] = []

    @bolt.event("reaction_added")
    async def added(event: Json) -> None:
        seen.append(event["reaction"])

    await connect(bolt)
    ts = (await scene.ana.post("general", "Hello")).ts
    await remote("POST", "/faults", {"event": "*", "channel": "general", "hold": True})
    await scene.ana.react("general", ts, "eyes")
    assert not seen
    await remote("DELETE", "/faults")
    await scene.workspace.until(lambda: seen == ["eyes"])


async def test_sockets_are_disconnected(scene: Scene, remote: Remote) -> None:
    for reason in ("warning", "refresh_requested", "drop"):
        assert await remote("POST", "/faults", {"disconnect": reason}) is None
    status, _ = await remote.ask("POST", "/faults", {"disconnect": "gently"})
    assert status == 409


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("/people/ana/fly", {}, 404, "Nobody can fly"),
        ("/people/ana/_act", {}, 404, "Nobody can _act"),
        ("/people/zoe/dm", {}, 409, "There is nobody called zoe"),
        ("/people/ana/click", {"channel": "general"}, 400, "missing a required argument: 'ts'"),
        ("/people/ana/click", {"wrong": 1}, 400, "missing a required argument"),
        ("/people", {"name": "ana", "real_name": "Ana"}, 409, "There is already somebody"),
        ("/channels", {"name": "x", "members": ["zoe"]}, 409, "There is nobody called zoe"),
        ("/apps", {"manifest": {"features": ["x"]}}, 409, "The manifest is not shaped"),
        ("/faults", {"status": 500}, 400, "method is missing."),
        ("/faults", {"method": "*"}, 409, "Say how it fails"),
        ("/faults", {"method": "*", "status": 200}, 409, "A failure's status"),
        ("/faults", {"method": "*", "noise": 1}, 409, "Nothing can fail by noise"),
        ("/faults", {"method": "*", "delay": 1, "times": 0}, 409, "A fault happens at least"),
        ("/faults", {"method": "*", "delay": 1, "channel": "nowhere"}, 409, "There is nobody"),
        ("/faults", {"event": "message"}, 409, "Say what happens to the event"),
    ],
)
async def test_refusals_say_why(
    remote: Remote, path: str, body: Json, status: int, sentence: str
) -> None:
    found, answer = await remote.ask("POST", path, body)
    assert (found, answer["ok"]) == (status, False)
    assert sentence in answer["message"]


async def test_every_public_deed_of_a_person_can_be_done() -> None:
    assert {"click", "submit", "command", "invite", "sees", "modal"} <= set(DEEDS)


async def test_no_page_of_another_site_can_act(scene: Scene, remote: Remote) -> None:
    url = f"{scene.sandbox.url}/_sandbox/people/ana/post"
    body = '{"channel": "general", "text": "hi"}'
    async with remote.http.post(url, data=body, headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 415
    assert scene.ana.sees("general") == []
