"""Reading messages back: pages, ranges, threads, metadata, and who sees what."""

import pytest
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from sandbox.model import Json
from tests.integration.sandbox.scene import Scene
from tests.integration.sandbox.test_api import refusal

METADATA: Json = {"event_type": "lead", "event_payload": {"id": "7"}}


async def posted(scene: Scene, count: int, **fields: object) -> list[str]:
    """The ts of that many messages of the app, texts 0, 1…"""
    answers = [
        await scene.client.api_call(
            "chat.postMessage", json={"channel": scene.channel, "text": str(n), **fields}
        )
        for n in range(count)
    ]
    return [str(answer["ts"]) for answer in answers]


def texts(answer: Json | AsyncSlackResponse) -> list[str]:
    return [message["text"] for message in answer["messages"]]


async def history(scene: Scene, **arguments: object) -> Json:
    arguments = {"channel": scene.channel, **arguments}
    answer = await scene.client.api_call("conversations.history", params=arguments)
    assert isinstance(answer.data, dict)
    return answer.data


async def test_what_comes_between_two_pages_moves_nothing(scene: Scene) -> None:
    stamps = await posted(scene, 4)
    page = await history(scene, limit=2)
    assert (texts(page), page["has_more"]) == (["3", "2"], True)
    await scene.ana.post("general", "meanwhile")
    await scene.client.chat_delete(channel=scene.channel, ts=stamps[1])
    cursor = page["response_metadata"]["next_cursor"]
    page = await history(scene, limit=2, cursor=cursor)
    assert (texts(page), page["has_more"]) == (["0"], False)
    assert page["response_metadata"]["next_cursor"] == ""


async def test_oldest_and_latest_bound_the_range(scene: Scene) -> None:
    stamps = await posted(scene, 5)
    bounds = {"oldest": stamps[1], "latest": stamps[3]}
    assert texts(await history(scene, **bounds)) == ["2"]
    assert texts(await history(scene, **bounds, inclusive=True)) == ["3", "2", "1"]
    assert texts(await history(scene, latest=stamps[3], inclusive=True, limit=1)) == ["3"]
    # As numbers, however they are written.
    assert texts(await history(scene, oldest=f"{stamps[3]}0")) == ["4"]
    assert texts(await history(scene, oldest="0", latest="9" * 11)) == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "now"}, "invalid_ts_latest"),
        ({"cursor": "page2"}, "invalid_cursor"),
        ({"oldest": "NaN"}, "invalid_ts_oldest"),
        ({"limit": "many"}, "invalid_limit"),
        ({"limit": []}, "invalid_limit"),
        ({"limit": 1e999}, "invalid_limit"),
        ({"channel": "C0NOTHERE"}, "channel_not_found"),
    ],
)
async def test_history_refuses(scene: Scene, argument: Json, error: str) -> None:
    arguments = {"channel": scene.channel, **argument}
    answer = await refusal(scene.client.api_call("conversations.history", json=arguments))
    assert answer["error"] == error


async def test_only_members_read(scene: Scene) -> None:
    elsewhere = scene.workspace.channel("elsewhere").id
    for call in (
        scene.client.conversations_history(channel=elsewhere),
        scene.client.conversations_replies(channel=elsewhere, ts="1.000001"),
    ):
        assert (await refusal(call))["error"] == "not_in_channel"


async def test_a_thread_is_counted_and_read_in_pages(scene: Scene) -> None:
    (parent,) = await posted(scene, 1)
    await posted(scene, 3, thread_ts=parent, metadata=METADATA)
    answer = await scene.ben.post("general", "mine", thread_ts=parent)
    (shown,) = (await history(scene))["messages"]
    bot = scene.installed.bot_user_id
    assert (shown["reply_count"], shown["reply_users_count"]) == (4, 2)
    assert shown["reply_users"] == [bot, scene.ben.id]
    assert (shown["latest_reply"], shown["thread_ts"]) == (answer.ts, parent)

    ask: Json = {"channel": scene.channel, "ts": parent}
    page = await scene.client.conversations_replies(**ask, limit=3)
    assert (texts(page), page["has_more"]) == (["0", "0", "1"], True)
    await scene.ana.post("general", "late", thread_ts=parent)
    cursor = page["response_metadata"]["next_cursor"]
    page = await scene.client.conversations_replies(**ask, cursor=cursor)
    assert (texts(page), page["has_more"]) == (["2", "mine", "late"], False)

    page = await scene.client.conversations_replies(**ask)
    assert not any("metadata" in message for message in page["messages"])
    page = await scene.client.conversations_replies(**ask, include_all_metadata=True)
    assert [message.get("metadata") for message in page["messages"][1:4]] == [METADATA] * 3
    alone = await refusal(scene.client.conversations_replies(channel=scene.channel, ts="1.000001"))
    assert alone["error"] == "thread_not_found"


async def test_an_answer_for_the_channel_too(scene: Scene) -> None:
    (parent,) = await posted(scene, 1)
    await posted(scene, 1, thread_ts=parent)
    (broadcast,) = await posted(scene, 1, thread_ts=parent, reply_broadcast=True)
    found = (await history(scene))["messages"]
    assert [message["ts"] for message in found] == [broadcast, parent]
    assert (found[0]["subtype"], found[0]["root"]["ts"]) == ("thread_broadcast", parent)
    assert [message.ts for message in scene.ana.sees("general")] == [parent, broadcast]
    assert len(scene.ana.sees("general", parent)) == 3


async def test_an_ephemeral_message_is_one_persons_and_in_no_history(scene: Scene) -> None:
    answer = await scene.client.chat_postEphemeral(
        channel=scene.channel, user=scene.ana.id, text="psst"
    )
    assert [message.text for message in scene.ana.sees("general")] == ["psst"]
    assert scene.ben.sees("general") == []
    assert texts(await history(scene)) == []
    ts = answer["message_ts"]
    for call in (
        scene.client.chat_update(channel=scene.channel, ts=ts, text="x"),
        scene.client.chat_delete(channel=scene.channel, ts=ts),
        scene.client.reactions_add(channel=scene.channel, timestamp=ts, name="eyes"),
    ):
        assert (await refusal(call))["error"] == "message_not_found"
    answer_to_it = scene.client.chat_postMessage(channel=scene.channel, text="x", thread_ts=ts)
    assert (await refusal(answer_to_it))["error"] == "cannot_reply_to_message"
    for deed in (
        scene.ana.react("general", ts, "eyes"),
        scene.ana.message_shortcut("keep", "general", ts),
        scene.ana.post("general", "x", thread_ts=ts),
    ):
        with pytest.raises(LookupError, match="Only ana sees"):
            await deed


async def test_a_person_writes_where_the_client_lets_them(scene: Scene) -> None:
    (parent,) = await posted(scene, 1)
    (reply,) = await posted(scene, 1, thread_ts=parent)
    assert (await scene.ana.post("general", "x", thread_ts=reply)).thread_ts == parent
    with pytest.raises(LookupError, match="sees no message"):
        await scene.ana.post("general", "x", thread_ts="1.000001")
    scene.workspace.add_channel("hidden", ["ben"], is_private=True)
    with pytest.raises(LookupError, match="hidden is private"):
        await scene.ana.join("hidden")
    scene.workspace.channel("general").is_archived = True
    with pytest.raises(LookupError, match="#general is archived"):
        await scene.ana.post("general", "x")
