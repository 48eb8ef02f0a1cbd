"""Each method needs the scope and the kind of token that the README says, and nothing else."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

import sandbox
from sandbox.__main__ import SCOPES
from sandbox.api import METHODS
from sandbox.model import Json
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

API = Path(sandbox.__file__).with_name("api")
README = Path(sandbox.__file__).with_name("README.md").read_text(encoding="utf-8")
# From its table: method → the scope that it needs, called for a public channel.
NEEDED = {
    method: "".join(re.findall(r"`([^`]+)`", scope))
    for method, scope in re.findall(r"^\| `([\w.]+)` \| (.*?)\|", README, re.MULTILINE)
    if "." in method and not method.endswith(".py")
}


class Callers:
    """Calls as an app with no scope, one with every scope, and strangers."""

    def __init__(self, slack: Sandbox, http: aiohttp.ClientSession) -> None:
        workspace = slack.workspace
        scopes = {needed for needed in NEEDED.values() if needed}
        self.bare = workspace.install(_manifest("Bare", {"files:read"}))
        self.full = workspace.install(_manifest("Full", scopes))
        bots = [self.bare.bot_user_id, self.full.bot_user_id]
        self.channel = workspace.add_channel("general", bots).id
        self._url, self._http = slack.api_url, http

    async def call(self, method: str, token: str) -> Json:
        """Slack's answer to this method with hardly any arguments."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"channel": self.channel}
        async with self._http.post(self._url + method, json=body, headers=headers) as response:
            found: Json = await response.json()
            return found


def _manifest(name: str, scopes: set[str]) -> Json:
    scope_list = {"scopes": {"bot": sorted(scopes)}}
    return {"display_information": {"name": name}, "oauth_config": scope_list}


@pytest.fixture
async def callers() -> AsyncIterator[Callers]:
    async with Sandbox(Workspace()) as slack, aiohttp.ClientSession() as http:
        yield Callers(slack, http)


def test_the_readme_lists_the_methods_that_are_answered() -> None:
    assert list(NEEDED) == sorted(METHODS)


def test_the_readme_names_every_refusal() -> None:
    source = "".join(one.read_text(encoding="utf-8") for one in API.glob("*.py"))
    raised = re.findall(r'Refused\(\s*"(\w+)"|require\("\w+", "(\w+)"\)', source)
    codes = {code for found in raised for code in found if code}
    assert codes - set(re.findall(r"`(\w+)`", README)) == set()


def test_an_app_without_a_manifest_may_call_everything() -> None:
    assert set(NEEDED.values()) - {""} <= set(SCOPES)


@pytest.mark.parametrize("method", sorted(NEEDED))
async def test_who_may_call(callers: Callers, method: str) -> None:
    app_level = method == "apps.connections.open"
    token, other = callers.bare.bot_token, callers.bare.app_token
    full = callers.full.bot_token
    if app_level:
        token, other, full = other, token, callers.full.app_token
    assert (await callers.call(method, ""))["error"] == "not_authed"
    assert (await callers.call(method, "xoxb-stranger"))["error"] == "invalid_auth"
    assert (await callers.call(method, other))["error"] == "not_allowed_token_type"
    answer = await callers.call(method, token)
    if needed := NEEDED[method]:
        assert answer == {
            "ok": False,
            "error": "missing_scope",
            "needed": needed,
            "provided": "files:read",
        }
        answer = await callers.call(method, full)
    assert answer.get("error") != "missing_scope"
