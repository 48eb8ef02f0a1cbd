"""How a handler answers the person who acted: privately, or with a form."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message, Notice
from bot.errors import LeadloopError
from handlers.payloads import HOME, HOME_MARK, ORIGIN_MARK

log = structlog.get_logger()
_MAX_METADATA = 3000
_TROUBLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)


class Replies:
    """Answers to one interaction.

    What is stored stays stored: after the commit nothing here raises. A form that does not open
    is reported as False, so that the caller can leave a button instead.
    """

    def __init__(
        self,
        ack: AsyncAck,
        client: AsyncWebClient,
        trigger_id: str | None,
        respond: AsyncRespond | None = None,
        *,
        in_modal: bool = False,
    ) -> None:
        self._ack = ack
        self._client = client
        self._trigger = trigger_id
        self._respond = respond
        self._in_modal = in_modal
        self.acknowledged = False
        self.refused = False

    async def done(self) -> None:
        """Acknowledges; nothing is said."""
        if not self.acknowledged:
            self.acknowledged = True
            await self._ack()

    async def answer(self, message: Message) -> None:
        """The private answer to a command, in the acknowledgement itself."""
        self.acknowledged = True
        await self._ack(response_type="ephemeral", text=message.text, blocks=message.blocks or None)

    async def whisper(self, message: Message) -> None:
        """A private line beside what was pressed."""
        await self.done()
        await self._responded(
            text=message.text,
            blocks=message.blocks,
            response_type="ephemeral",
            replace_original=False,
        )

    async def replace(self, message: Message) -> None:
        """Puts another message in the place of the private one that was pressed, or from which the
        submitted form was opened."""
        await self.done()
        await self._responded(text=message.text, blocks=message.blocks, replace_original=True)

    async def errors(self, errors: Mapping[str, str]) -> None:
        """Field errors of a modal; the form stays open with what was typed."""
        self.acknowledged = self.refused = True
        await self._ack(response_action="errors", errors=dict(errors))

    async def show(self, view: Mapping[str, Any]) -> None:
        """Replaces the modal that was submitted."""
        self.acknowledged = True
        await self._ack(response_action="update", view=dict(view))

    async def open(self, view: Mapping[str, Any]) -> bool:
        """Opens a modal, on top of one in which something was pressed; False when Slack did not."""
        if self._in_modal:  # the message under both is not what its submission answers
            return await self._call("views_push", trigger_id=self._trigger, view=dict(view))
        return await self._call("views_open", trigger_id=self._trigger, view=self._marked(view))

    def _marked(self, view: Mapping[str, Any]) -> dict[str, Any]:
        """Its submission can answer where it was opened; a mark that does not fit is left out."""
        origin = self._respond.response_url if self._respond else None
        kept = f"{view.get('private_metadata') or ''}{ORIGIN_MARK}{origin}"
        if not origin or len(kept) > _MAX_METADATA:
            return dict(view)
        return {**view, "private_metadata": kept}

    async def update(self, shown: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        """Puts another modal in the place of the open one that was pressed in. What was typed into
        inputs that stay remains."""
        await self._call("views_update", view_id=shown["id"], view=self._marked(view))

    async def form(self, view: Mapping[str, Any]) -> None:
        """Opens a modal without which there is nothing to do here."""
        if not await self.open(view):
            raise LeadloopError("Slack did not open the form. Nothing was changed; press again.")

    async def publish_home(self, user: str, view: Mapping[str, Any]) -> None:
        await self._call("views_publish", user_id=user, view=dict(view))

    async def _call(self, method: str, **arguments: Any) -> bool:
        try:
            await getattr(self._client, method)(**arguments)
        except SlackApiError as error:
            log.warning("slack.refused", method=method, error=error.response.data)
            return False
        except _TROUBLE as error:
            log.warning("slack.unreachable", method=method, error=str(error))
            return False
        return True

    async def _responded(self, **arguments: Any) -> None:
        if self._respond is None:
            return
        try:
            answer = await self._respond(**arguments)
        except _TROUBLE as error:
            log.warning("slack.respond_failed", error=str(error))
            return
        if answer.status_code != 200:
            log.warning("slack.respond_refused", status=answer.status_code, body=answer.body)


class HomeReplies(Replies):
    """Answers to a press in App Home, where nothing private can be said beside a button: what is
    said stands in the Home that is published afterwards, in the place of what was pressed.

    `block` is the one that was pressed, `turned` what the Home keeps."""

    notice: Notice | None = None
    block = ""
    turned = ""

    async def whisper(self, message: Message) -> None:
        await self.done()
        self.notice = Notice(message, self.block)

    async def replace(self, message: Message) -> None:
        await self.whisper(message)

    async def open(self, view: Mapping[str, Any]) -> bool:
        """Marks the modal, so that its submission publishes the Home again."""
        kept = f"{view.get('private_metadata') or ''}{HOME_MARK}{self.turned}"
        marked = {"callback_id": f"{view['callback_id']}.{HOME}", "private_metadata": kept}
        return await super().open({**view, **marked})
