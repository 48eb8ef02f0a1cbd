"""The calls that show something in Slack. None of them is repeated here: delivery decides that."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import File, Message
from bot.delivery.outcomes import CALL_ERRORS, UNREADABLE, Fault, SendError, classified

EVENT_TYPE = "leadloop_delivery"
_LOOK_AROUND = timedelta(minutes=5)
"""Before and after an attempt: how far our clock may be from Slack's. It also covers the time-out
of the call and what Slack takes in late."""
LOOKS_KEPT = 1000
_QUIET = {"unfurl_links": False, "unfurl_media": False}


class SlackSender:
    """Sends to one workspace. Every method raises SendError, which says what is at fault."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._left_at: dict[tuple[str, ...], str] = {}

    async def post(
        self,
        channel: str,
        message: Message,
        mark: Mapping[str, str],
        thread_ts: str | None = None,
    ) -> tuple[str, str]:
        """Posts with our mark in the metadata, so that it can be found; the channel and ts."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": dict(mark)}
        answer = await self._call(
            "chat_postMessage",
            channel=channel,
            text=message.text,
            blocks=message.blocks or None,
            metadata=metadata,
            thread_ts=thread_ts,
            **_QUIET,
        )
        return answer["channel"], answer["ts"]

    async def update(self, channel: str, ts: str, message: Message) -> None:
        await self._call(
            "chat_update", channel=channel, ts=ts, text=message.text, blocks=message.blocks
        )

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        """An ephemeral message: at most once, nobody can look for it."""
        await self._call(
            "chat_postEphemeral",
            channel=channel,
            user=user,
            text=message.text,
            blocks=message.blocks,
        )

    async def upload(self, channel: str, message: Message) -> None:
        """Shows the files in a channel: at most once, nobody can look for them by our id. Until
        the last call nobody sees anything."""
        with _unseen():
            given = [await self._stored(file) for file in message.files]
        await self._call(
            "files_completeUploadExternal",
            files=given,
            channel_id=channel,
            initial_comment=message.text,
        )

    async def _stored(self, file: File) -> dict[str, str]:
        """The file as Slack knows it once it has its content."""
        place = await self._call(
            "files_getUploadURLExternal", filename=file.name, length=len(file.content)
        )
        session = self._client.session
        if session is None:  # the SDK's type; ours always has the shared one
            raise SendError(Fault.UNCLEAR, "no_session")
        try:
            async with session.post(place["upload_url"], data=file.content) as answer:
                answer.raise_for_status()
        except CALL_ERRORS as error:
            raise _unsaid(error) from error
        return {"id": place["file_id"], "title": file.title}

    async def open_dm(self, user: str) -> str:
        """The id of the direct channel with a user."""
        with _unseen():
            answer = await self._call("conversations_open", users=user)
            channel: str = answer["channel"]["id"]
            return channel

    async def scopes(self) -> str:
        """What the app may do here, as Slack lists it; fails while it is kept out."""
        try:
            answer = await self._client.auth_test()
        except CALL_ERRORS as error:
            raise classified(error) from error
        return str(answer.headers.get("x-oauth-scopes", answer.headers.get("X-OAuth-Scopes", "")))

    async def answers(self) -> bool:
        """Whether Slack works: whatever else it has to say about the app."""
        try:
            await self.scopes()
        except SendError as error:
            return error.is_answer
        return True

    async def find(
        self, channel: str, mark: Mapping[str, str], tried_at: datetime, thread_ts: str | None
    ) -> str | None:
        """The ts of the message that carries our mark, if Slack has it. Slack may give an app one
        page a minute: a look that it limits is taken up at the page where it was left."""
        oldest, latest = (
            f"{at.timestamp():.6f}" for at in (tried_at - _LOOK_AROUND, tried_at + _LOOK_AROUND)
        )
        method, where = "conversations_history", {"channel": channel}
        where |= {"oldest": oldest, "latest": latest}
        if thread_ts:
            method, where = "conversations_replies", {**where, "ts": thread_ts}
        look = (*where.values(), *mark.values())
        cursor = begun_at = self._left_at.pop(look, "")
        while True:
            try:
                page = await self._call(
                    method, **where, include_all_metadata=True, limit=200, cursor=cursor
                )
            except SendError as error:
                if error.fault is Fault.LATER:
                    self._leave(look, cursor)
                    error.got_on = cursor != begun_at
                raise
            for message in page["messages"]:
                if _mark(message) in mark.values():
                    ts: str = message["ts"]
                    return ts
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    def _leave(self, look: tuple[str, ...], cursor: str) -> None:
        """Another replica may come to its end: the oldest are forgotten, and begun anew."""
        if len(self._left_at) >= LOOKS_KEPT:
            del self._left_at[next(iter(self._left_at))]
        self._left_at[look] = cursor

    async def _call(self, method: str, **arguments: Any) -> Any:
        given = {key: value for key, value in arguments.items() if value not in (None, "")}
        try:
            return (await getattr(self._client, method)(**given)).data
        except CALL_ERRORS as error:
            name = method.replace("_", ".", 1)
            failed = classified(error, name)
            failed.method = name
            raise failed from error


@contextmanager
def _unseen() -> Iterator[None]:
    """What nobody sees may simply be done again, whether it was done or not."""
    try:
        yield
    except SendError as error:
        if error.fault is Fault.UNKNOWN:
            error.fault = Fault.UNCLEAR
        raise
    except UNREADABLE as error:
        raise _unsaid(error) from error


def _unsaid(error: Exception) -> SendError:
    """What one of CALL_ERRORS means where nobody has seen anything."""
    failed = classified(error)
    failed.fault = Fault.UNCLEAR
    return failed


def _mark(message: dict[str, Any]) -> str | None:
    """The message's own id; of one that the release before posted, what it is about."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload", {})
    found: str | None = payload.get("message", payload.get("id"))
    return found
