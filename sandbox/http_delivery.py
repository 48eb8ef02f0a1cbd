"""Signed requests to the app's Request URL."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from sandbox.ack import TIMED_OUT, Ack
from sandbox.installed_app import InstalledApp
from sandbox.model import Json
from sandbox.socket_mode import Kind

_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_FORM = "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts payloads as Slack does; its one client session opens at the first."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self,
        app: InstalledApp,
        kind: Kind,
        payload: Json,
        *,
        limit: float,
        retry: tuple[int, str] = (0, ""),
    ) -> Ack:
        """POST and take the answer; `limit` seconds until it counts as unacknowledged."""
        if app.request_url is None:
            raise ValueError(f"{app.name} has no request URL.")
        body, content_type = _body(kind, payload)
        headers = {
            "Content-Type": content_type,
            "User-Agent": _AGENT,
            **signature(app.signing_secret, body),
        }
        if retry[0]:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=limit)
        try:
            async with self._session.post(
                app.request_url, data=body.encode(), headers=headers, timeout=timeout
            ) as response:
                return _ack(kind, payload, response, await response.text())
        except TimeoutError:
            return TIMED_OUT
        except aiohttp.ClientError:
            return Ack(False, error="connection_failed")

    async def close(self) -> None:
        """Close the client session."""
        if self._session is not None:
            await self._session.close()


def signature(secret: str, body: str) -> dict[str, str]:
    """Slack's v0 headers for this body, of this moment of real time."""
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def _body(kind: Kind, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    if kind == "slash_commands":
        return urlencode(payload), _FORM
    return urlencode({"payload": json.dumps(payload)}), _FORM


def _ack(kind: Kind, payload: Json, response: aiohttp.ClientResponse, text: str) -> Ack:
    good = 200 <= response.status < 300 if kind == "events_api" else response.status == 200
    if not good:
        # The app's wish that the event is not sent again.
        final = response.headers.get("X-Slack-No-Retry") == "1"
        return Ack(False, {"no_retry": final}, error=f"http_error ({response.status})")
    if kind == "events_api" or not text.strip():
        return Ack(True)
    if response.content_type != "application/json":
        # A command may be answered by words alone, a modal may not.
        submitted = payload.get("type") == "view_submission"
        return Ack(not submitted, {"text": text}, "invalid_response" if submitted else None)
    try:
        answer = json.loads(text)
    except ValueError:
        return Ack(False, error="invalid_json")
    return Ack(True, answer if isinstance(answer, dict) else {})
