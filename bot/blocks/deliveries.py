"""What an admin is told of messages that did not arrive, and the offer to post a card again."""

from collections.abc import Sequence

from bot.blocks.elements import actions, button, context, section
from bot.blocks.message import Block, Message
from bot.blocks.text import escape
from bot.domain.deliveries import DeadLetter, PausedChannel, mention, remedies, remedy
from bot.domain.phrases import plural

REMEDIES_SHOWN = 5


def card_gone(label: str, lead_id: str) -> Message:
    """To the owner or whoever acted last."""
    text = f"The card of {escape(label, 80)} was deleted in Slack. The lead is still here."
    return Message(text, [section(text), actions(repost_button(lead_id))])


def repost_button(lead_id: str) -> Block:
    return button("Post it again", "repost", lead_id)


def channel_paused(paused: PausedChannel) -> Message:
    place = mention(paused.channel)
    what = plural(paused.waiting, "message")
    text = f"{what} cannot be posted in {place}. {_sentence(paused.error, place)}"
    note = "Leadloop tries again every few minutes. Nothing is lost."
    return Message(text, [section(f"⚠️ {text}"), context(note)])


def given_up(dead: Sequence[DeadLetter]) -> Message:
    """One message for all that was given up."""
    text = f"{plural(len(dead), 'message')} could not be delivered."
    lines = [f"• {item.count} × {_code(item.text)}" for item in remedies(tuple(dead), mention)]
    more = len(lines) - REMEDIES_SHOWN
    lines = [*lines[:REMEDIES_SHOWN], *([f"• and {more} more reasons"] if more > 0 else [])]
    how = "`leadloop deliveries` lists them; `retry` and `drop` follow there."
    return Message(text, [section("\n".join([f"⚠️ *{text}*", *lines])), context(how)])


def _sentence(error: str, place: str) -> str:
    return _code(remedy(error, place))


def _code(text: str) -> str:
    """Our commands as code: without it Slack would draw `/invite @Leadloop` as a mention."""
    for command in ("/invite @Leadloop", "/leads settings"):
        text = text.replace(command, f"`{command}`")
    return text
