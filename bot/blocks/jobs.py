"""What an admin is told of the scheduler's jobs."""

from collections.abc import Mapping

from bot.blocks.elements import context, section
from bot.blocks.message import Message
from bot.blocks.text import escape

_NAMES: Mapping[str, str] = {
    "digest": "the weekly digest",
    "digest_month": "the monthly digest",
    "digest_edits": "late figures in digests",
    "changes": "overdue promises",
    "nurture": "leads that come back",
    "reminders": "reminders",
    "pools": "words told without a name",
    "sit_ins": "sitting in",
    "agreed": "agreed steps",
    "disputes": "second looks",
    "leavers": "leads of who has left",
    "groups": "who is in the user groups",
    "deliveries": "telling of undelivered messages",
}


def failing(job: str) -> Message:
    text = f"This has not worked for an hour: {_name(job)}."
    note = (
        "Leadloop goes on trying. Why it fails is in the log of whoever runs Leadloop: "
        f"`tick.failed`, job `{escape(job, 40)}`. You are told once, and when it works again."
    )
    return Message(text, [section(f"⚠️ *{text}*"), context(note)])


def working(job: str) -> Message:
    text = f"This works again: {_name(job)}."
    return Message(text, [section(f"✅ {text}")])


def _name(job: str) -> str:
    return _NAMES.get(job, escape(job, 40))
