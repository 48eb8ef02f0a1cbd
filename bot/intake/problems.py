"""Errors as RFC 9457 problem details."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from bot.intake.schemas import KINDS
from bot.intake.words import words

TYPE = "application/problem+json"
_NOT_SENT = frozenset({*KINDS, "[key]"})
"""Steps that pydantic adds: which kind of a union it read, and that a name itself is wrong."""


def problem(
    status: HTTPStatus,
    detail: str,
    *,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """A problem document; `errors` maps a field's path (RFC 6901) to what is wrong with it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if errors:
        body["errors"] = pointed(errors)
    return web.json_response(
        body, status=status.value, content_type=TYPE, headers=dict(headers or {})
    )


def pointed(errors: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"pointer": path, "detail": text} for path, text in errors.items()]


def field_errors(error: ValidationError) -> dict[str, str]:
    """Each wrong field once, by its JSON pointer."""
    found: dict[str, str] = {}
    for item in error.errors(include_url=False, include_input=False):
        steps = [str(step) for step in item["loc"] if step not in _NOT_SENT]
        pointer = "".join(f"/{_escaped(step)}" for step in steps)
        found.setdefault(pointer, words(item))
    return found


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
