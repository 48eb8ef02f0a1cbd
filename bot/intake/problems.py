"""Errors as RFC 9457 problem details."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import ValidationError

TYPE = "application/problem+json"


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
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        steps = [str(step) for step in item["loc"] if not _is_union_step(str(step))]
        pointer = "/" + "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        found.setdefault(pointer, item["msg"])
    return found


def _is_union_step(step: str) -> bool:
    """Pydantic names the member of a union that it tried; the sender never wrote those."""
    return step in ("InlineCampaignIn", "bool", "constrained-str") or step.startswith(
        "function-after["
    )
