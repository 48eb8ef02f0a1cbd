"""The Web API refuses what Slack refuses."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.model import Json
from tests.integration.sandbox.scene import Scene, button


async def refusal(call: Awaitable[Any]) -> Json:
    """Slack's answer to a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data: Json = caught.value.response.data
    return data


async def test_tokens(scene: Scene) -> None:
    url = scene.sandbox.api_url
    nobody = AsyncWebClient(base_url=url)
    assert (await refusal(nobody.auth_test()))["error"] == "not_authed"
    stranger = AsyncWebClient(token="xoxb-other", base_url=url)
    assert (await refusal(stranger.auth_test()))["error"] == "invalid_auth"
    wrong = AsyncWebClient(token=scene.installed.app_token, base_url=url)
    assert (await refusal(wrong.auth_test()))["error"] == "not_allowed_token_type"
    answer = await scene.client.auth_test()
    assert answer["bot_id"] == scene.installed.bot_id
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_method_needs_its_scope(scene: Scene) -> None:
    answer = await refusal(scene.client.team_info())
    assert (answer["error"], answer["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in answer["provided"]
    private = scene.workspace.channel("secret").id
    answer = await refusal(scene.client.conversations_history(channel=private))
    assert answer["needed"] == "groups:history"
    answer = await refusal(scene.client.conversations_list(types="public_channel,im"))
    assert answer["needed"] == "im:read"


async def test_unknown_methods(scene: Scene) -> None:
    answer = await refusal(scene.client.api_call("chat.shout"))
    assert answer["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[" * 100_000, "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("application/json; charset=klingon", b"{}", "invalid_charset"),
        ("multipart/form-data", b"x", "invalid_form_data"),
    ],
)
async def test_what_cannot_be_read_is_refused_and_in_the_journal(
    scene: Scene, kind: str, body: bytes, error: str
) -> None:
    url, headers = f"{scene.sandbox.api_url}auth.test", {"Content-Type": kind}
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=body, headers=headers) as answer,
    ):
        assert (answer.status, await answer.json()) == (200, {"ok": False, "error": error})
    (entry,) = scene.sandbox.journal.named("auth.test")
    assert (entry.ok, entry.response["error"]) == (False, error)


async def test_membership(scene: Scene) -> None:
    elsewhere = scene.workspace.channel("elsewhere").id
    answer = await refusal(scene.client.chat_postMessage(channel=elsewhere, text="Hi"))
    assert answer["error"] == "not_in_channel"
    assert (await scene.client.conversations_join(channel=elsewhere))["channel"]["is_member"]
    assert (await scene.client.chat_postMessage(channel=elsewhere, text="Hi"))["ok"]
    answer = await refusal(scene.client.chat_postMessage(channel="C0NOTHERE", text="Hi"))
    assert answer["error"] == "channel_not_found"
    scene.workspace.channel("general").is_archived = True
    answer = await refusal(scene.client.chat_postMessage(channel=scene.channel, text="Hi"))
    assert answer["error"] == "is_archived"


async def test_a_private_channel_without_the_bot_is_not_found(scene: Scene) -> None:
    hidden = scene.workspace.add_channel("hidden", ["ana"], is_private=True)
    answer = await refusal(scene.client.chat_postMessage(channel=hidden.id, text="Hi"))
    assert answer["error"] == "channel_not_found"


async def test_posting_to_a_person_opens_the_direct_message(scene: Scene) -> None:
    answer = await scene.client.chat_postMessage(channel=scene.ana.id, text="Hi")
    assert answer["channel"].startswith("D")
    opened = await scene.client.conversations_open(users=scene.ana.id)
    assert opened["channel"]["id"] == answer["channel"]
    assert scene.ana.last(answer["channel"]).text == "Hi"
    assert scene.ben.sees(answer["channel"]) == []
    bot = scene.installed.bot_user_id
    for call in (
        scene.client.conversations_open(users=bot),
        scene.client.chat_postMessage(channel=bot, text="Hi"),
    ):
        assert (await refusal(call))["error"] == "cannot_dm_bot"
    scene.ana.user.deleted = True
    gone = await refusal(scene.client.conversations_open(users=scene.ana.id))
    assert gone["error"] == "user_disabled"


async def test_a_group_direct_message_is_of_those_it_was_opened_for(scene: Scene) -> None:
    both = [scene.ana.id, scene.ben.id]
    opened = await scene.client.conversations_open(users=both)
    again = await scene.client.conversations_open(users=[*both, scene.installed.bot_user_id])
    assert (opened["already_open"], again["already_open"]) == (False, True)
    channel = opened["channel"]["id"]
    assert again["channel"]["id"] == channel
    info = (await scene.client.conversations_info(channel=channel))["channel"]
    assert (info["name"], info["is_mpim"]) == ("mpdm-ana--ben--helper-1", True)
    await scene.client.chat_postMessage(channel=channel, text="Hi")
    assert scene.ben.last(channel).text == "Hi"
    assert scene.sandbox.person("cleo").sees(channel) == []
    listed = await scene.client.conversations_list(types="mpim")
    assert [one["id"] for one in listed["channels"]] == [channel]
    await scene.ana.post(channel, "Hello")
    event = scene.sandbox.journal.named("message")[-1].payload["event"]
    assert (event["channel_type"], event["text"]) == ("mpim", "Hello")
    crowd = [scene.workspace.add_user(f"u{n}", f"U {n}").id for n in range(9)]
    assert (await refusal(scene.client.conversations_open(users=crowd)))[
        "error"
    ] == "too_many_users"
    nobody = scene.client.conversations_open(users=[scene.ana.id, "U0"])
    assert (await refusal(nobody))["error"] == "user_not_found"


async def test_bad_content_is_refused(scene: Scene) -> None:
    post = scene.client.chat_postMessage
    bare = scene.client.api_call("chat.postMessage", json={"channel": scene.channel})
    assert (await refusal(bare))["error"] == "no_text"
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    answer = await refusal(post(channel=scene.channel, text="x", blocks=[header]))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
    answer = await refusal(post(channel=scene.channel, text="x", blocks=[long] * 5))
    assert answer["error"] == "msg_blocks_too_long"
    metadata = {"event_type": "seen"}
    answer = await refusal(post(channel=scene.channel, text="x", metadata=metadata))
    assert answer["error"] == "invalid_metadata_format"


async def test_update_and_delete_only_own_messages(scene: Scene) -> None:
    theirs = await scene.ana.post("general", "Mine")
    update = scene.client.chat_update
    answer = await refusal(update(channel=scene.channel, ts=theirs.ts, text="x"))
    assert answer["error"] == "cant_update_message"
    answer = await refusal(scene.client.chat_delete(channel=scene.channel, ts=theirs.ts))
    assert answer["error"] == "cant_delete_message"
    answer = await refusal(update(channel=scene.channel, ts="1.000001", text="x"))
    assert answer["error"] == "message_not_found"

    ts = await scene.post([button("b")], metadata={"event_type": "e", "event_payload": {"k": 1}})
    message = scene.ana.last("general")
    change: Json = {"channel": scene.channel, "ts": ts}
    await scene.client.api_call("chat.update", json={**change, "blocks": [button("c")]})
    assert (message.text, message.blocks[0]["block_id"]) == ("A message", "block-c-1")
    assert message.metadata == {"event_type": "e", "event_payload": {"k": 1}}
    await update(**change, text="Bare")
    assert (message.text, message.blocks) == ("Bare", [])
    await update(**change, markdown_text="**Bold**")
    assert (message.text, message.blocks[0]["type"]) == ("**Bold**", "markdown")
    await scene.client.chat_delete(channel=scene.channel, ts=ts)
    assert scene.ana.last("general").text == "Mine"


async def test_ephemeral_only_to_members(scene: Scene) -> None:
    cleo = scene.workspace.user("cleo").id
    answer = await refusal(
        scene.client.chat_postEphemeral(channel=scene.channel, user=cleo, text="x")
    )
    assert answer["error"] == "user_not_in_channel"


async def test_history_in_pages_with_metadata(scene: Scene) -> None:
    metadata = {"event_type": "e", "event_payload": {"k": 1}}
    for number in range(5):
        await scene.client.chat_postMessage(
            channel=scene.channel, text=str(number), metadata=metadata
        )
    found: list[Json] = []
    cursor = None
    while cursor != "":
        page = await scene.client.conversations_history(
            channel=scene.channel, limit=2, cursor=cursor, include_all_metadata=True
        )
        found += page["messages"]
        cursor = page["response_metadata"]["next_cursor"]
        assert page["has_more"] is bool(cursor)
    assert [message["text"] for message in found] == ["4", "3", "2", "1", "0"]
    assert found[0]["metadata"] == metadata
    since = await scene.client.conversations_history(channel=scene.channel, oldest=found[2]["ts"])
    assert [message["text"] for message in since["messages"]] == ["4", "3"]
    assert "metadata" not in since["messages"][0]


async def test_threads(scene: Scene) -> None:
    parent = await scene.post([])
    await scene.client.chat_postMessage(channel=scene.channel, text="Answer", thread_ts=parent)
    assert [message.ts for message in scene.ana.sees("general")] == [parent]
    assert [one.text for one in scene.ana.sees("general", parent)] == ["A message", "Answer"]
    replies = await scene.client.conversations_replies(channel=scene.channel, ts=parent)
    assert replies["messages"][0]["reply_count"] == 1
    answer = await refusal(
        scene.client.chat_postMessage(channel=scene.channel, text="x", thread_ts="1.000001")
    )
    assert answer["error"] == "cannot_reply_to_message"


async def test_people(scene: Scene) -> None:
    found = await scene.client.users_lookupByEmail(email="ANA@example.test")
    assert found["user"]["id"] == scene.ana.id
    assert "email" in found["user"]["profile"]
    answer = await refusal(scene.client.users_lookupByEmail(email="no@example.test"))
    assert answer["error"] == "users_not_found"
    assert (await refusal(scene.client.users_info(user="U0")))["error"] == "user_not_found"
    everyone = await scene.client.users_list(limit=2)
    assert everyone["response_metadata"]["next_cursor"]
    members = await scene.client.conversations_members(channel=scene.channel)
    assert len(members["members"]) == 3
    mine = await scene.client.users_conversations()
    assert [channel["name"] for channel in mine["channels"]] == ["general"]
    scene.installed.scopes -= {"users:read.email"}
    found = await scene.client.users_info(user=scene.ana.id)
    assert "email" not in found["user"]["profile"]


async def test_reactions(scene: Scene) -> None:
    ts = await scene.post([])
    target = {"channel": scene.channel, "timestamp": ts, "name": "eyes"}
    await scene.client.reactions_add(**target)
    assert (await refusal(scene.client.reactions_add(**target)))["error"] == "already_reacted"
    await scene.ben.react("general", ts, "eyes")
    found = await scene.client.reactions_get(channel=scene.channel, timestamp=ts)
    assert found["message"]["reactions"][0]["count"] == 2
    await scene.client.reactions_remove(**target)
    assert (await refusal(scene.client.reactions_remove(**target)))["error"] == "no_reaction"
    scene.workspace.channel("general").is_archived = True
    assert (await refusal(scene.client.reactions_add(**target)))["error"] == "is_archived"


async def test_views_are_checked(scene: Scene) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}
    answer = await refusal(scene.client.views_open(trigger_id="1.2.3", view=view))
    assert answer["error"] == "invalid_arguments"
    assert "/view/title/text" in answer["response_metadata"]["messages"][0]
    view["title"] = {"type": "plain_text", "text": "x"}
    answer = await refusal(scene.client.views_open(trigger_id="1.2.3", view=view))
    assert answer["error"] == "invalid_trigger_id"
    home = {"type": "home", "blocks": []}
    published = await scene.client.views_publish(user_id=scene.ana.id, view=home)
    view_hash = published["view"]["hash"]
    await scene.client.views_publish(user_id=scene.ana.id, view=home, hash=view_hash)
    answer = await refusal(
        scene.client.views_publish(user_id=scene.ana.id, view=home, hash=view_hash)
    )
    assert answer["error"] == "hash_conflict"
    scene.installed.home_tab = False
    answer = await refusal(scene.client.views_publish(user_id=scene.ana.id, view=home))
    assert answer["error"] == "not_enabled"


async def test_a_stale_trigger_is_refused(scene: Scene) -> None:
    scene.sandbox.triggers.lifetime = -1.0
    key = scene.sandbox.triggers.new(scene.installed.id, scene.ana.id)
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
    answer = await refusal(scene.client.views_open(trigger_id=key, view=view))
    assert answer["error"] == "expired_trigger_id"


async def test_form_and_get_requests(scene: Scene) -> None:
    url = scene.sandbox.api_url
    headers = {"Authorization": f"Bearer {scene.installed.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        form = {"channel": scene.channel, "blocks": '[{"type": "divider"}]', "text": "x"}
        async with session.post(f"{url}chat.postMessage", data=form) as response:
            assert (await response.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.get(f"{url}users.info", params={"user": scene.ana.id}) as response:
            assert (await response.json())["user"]["name"] == "ana"
        kind = {"Content-Type": "application/json"}
        async with session.post(f"{url}chat.postMessage", data="{", headers=kind) as response:
            assert (await response.json())["error"] == "invalid_json"
        beside = {"token": scene.installed.bot_token}
        async with aiohttp.ClientSession() as bare:
            async with bare.post(f"{url}auth.test", data=beside) as response:
                assert (await response.json())["ok"]
            async with bare.post(f"{url}auth.test", json=beside) as response:
                assert (await response.json())["error"] == "not_authed"
        form["blocks"] = "[{"
        async with session.post(f"{url}chat.postMessage", data=form) as response:
            assert (await response.json())["error"] == "invalid_blocks_format"


async def test_a_permalink(scene: Scene) -> None:
    ts = await scene.post([])
    answer = await scene.client.chat_getPermalink(channel=scene.channel, message_ts=ts)
    assert answer["permalink"].endswith(f"/archives/{scene.channel}/p{ts.replace('.', '')}")


async def test_the_journal_has_every_call_without_the_token(scene: Scene) -> None:
    await scene.post([])
    (entry,) = scene.sandbox.journal.named("chat.postMessage")
    assert (entry.ok, entry.payload["text"]) == (True, "A message")
    assert scene.installed.bot_token not in repr(list(scene.sandbox.journal))
