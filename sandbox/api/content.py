"""What a message holds: text, blocks, attachments and metadata, checked."""

from typing import Any

from sandbox.api.call import Refused
from sandbox.checks import check_blocks, text_length
from sandbox.model import Json
from sandbox.normal import normal_blocks

MAX_TEXT = 40_000
# Slack documents no number; apps report the refusal from about here.
MAX_BLOCK_TEXT = 13_200


def content_of(arguments: Json) -> Json:
    """text, blocks and attachments; block_ids and defaults filled in. `Refused` if not allowed."""
    text = str(arguments.get("text") or "")
    blocks: Any = arguments.get("blocks") or []
    markdown = arguments.get("markdown_text")
    if markdown is not None:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        text, blocks = str(markdown), [{"type": "markdown", "text": markdown}]
    blocks = _checked(blocks, "/blocks")
    attachments = arguments.get("attachments") or []
    if not isinstance(attachments, list):
        raise Refused("invalid_attachments")
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    for number, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            raise Refused("invalid_attachments")
        if "blocks" in attachment:
            pointer = f"/attachments/{number}/blocks"
            attachment["blocks"] = _checked(attachment["blocks"], pointer)
    return {"text": text[:MAX_TEXT], "blocks": blocks, "attachments": attachments}


def _checked(blocks: object, pointer: str) -> list[Json]:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    wrong = check_blocks(blocks, "message", pointer)
    if wrong:
        raise Refused("invalid_blocks", errors=wrong, response_metadata=_messages(wrong))
    if text_length(blocks) > MAX_BLOCK_TEXT:
        raise Refused("msg_blocks_too_long")
    return normal_blocks(blocks)


def _messages(wrong: list[str]) -> Json:
    return {"messages": [f"[ERROR] {sentence}" for sentence in wrong]}


def some_content(arguments: Json) -> Json:
    """The same, and `no_text` if there is nothing."""
    found = content_of(arguments)
    if not any(found.values()):
        raise Refused("no_text")
    return found


def metadata(arguments: Json) -> Json | None:
    """Message metadata. `Refused` if it is none."""
    found = arguments.get("metadata")
    if found in (None, "", {}):
        return None
    fits = (
        isinstance(found, dict)
        and isinstance(found.get("event_type"), str)
        and isinstance(found.get("event_payload"), dict)
    )
    if not fits:
        raise Refused("invalid_metadata_format")
    return {key: found[key] for key in ("event_type", "event_payload")}
