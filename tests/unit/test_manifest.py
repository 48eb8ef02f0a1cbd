"""manifest.yml against the code: all that is used is declared, and nothing else is."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from handlers import FEATURES
from handlers.registry import SLASH_COMMAND, Registry

ROOT = Path(__file__).parents[2]
READ_CHANNEL = {"channels:read", "groups:read"}
READ_MESSAGES = {"channels:history", "groups:history", "im:history"}
# Slack's own "Required scopes" of each method, bot token; of the conversations methods, those for
# the places where Leadloop is: public and private channels, and direct messages.
SCOPES_OF_METHODS: dict[str, set[str]] = {
    "apps_connections_open": set(),  # the app token's connections:write
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": READ_MESSAGES,
    "conversations_info": READ_CHANNEL,
    "conversations_members": READ_CHANNEL,
    "conversations_open": {"im:write"},
    "conversations_replies": READ_MESSAGES,
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "users_lookupByEmail": {"users:read", "users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
    "views_push": set(),
}
SCOPES_OF_EVENTS: dict[str, set[str]] = {
    "app_home_opened": set(),
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return found


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Everything that the features listen to."""
    registry = Registry("T1")
    for feature in FEATURES:
        feature.register(registry, MagicMock())
    return registry


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _methods_used() -> set[str]:
    """The SDK's methods that the code names, as an attribute or as text for getattr."""
    known = {name for name in vars(AsyncWebClient) if "_" in name.strip("_")}
    files = [path for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py")]
    words = {word for path in files for word in _words(ast.parse(path.read_text()))}
    return known & words


def test_slash_commands(manifest: dict[str, Any], registry: Registry) -> None:
    declared = manifest["features"]["slash_commands"]
    assert [item["command"] for item in declared] == [SLASH_COMMAND]
    hinted = {part.split()[0] for part in declared[0]["usage_hint"].strip("[]").split("|")}
    assert hinted <= set(registry.commands)


def test_shortcuts(manifest: dict[str, Any], registry: Registry) -> None:
    declared = [item["callback_id"] for item in manifest["features"].get("shortcuts", [])]
    assert sorted(declared) == sorted(registry.shortcuts)


def test_events(manifest: dict[str, Any], registry: Registry) -> None:
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(declared) == sorted(registry.events)


def test_scopes(manifest: dict[str, Any], registry: Registry) -> None:
    methods = _methods_used()
    assert methods, "nothing was recognised: has the way to call Slack changed?"
    unknown = (methods - set(SCOPES_OF_METHODS)) | (set(registry.events) - set(SCOPES_OF_EVENTS))
    assert unknown == set(), "look their scopes up and add them to the tables above"
    needed = {"commands"}
    for name in methods:
        needed |= SCOPES_OF_METHODS[name]
    for name in registry.events:
        needed |= SCOPES_OF_EVENTS[name]
    declared = manifest["oauth_config"]["scopes"]
    assert sorted(declared) == ["bot"]
    assert sorted(declared["bot"]) == sorted(needed)


def test_app_home(manifest: dict[str, Any], registry: Registry) -> None:
    home = manifest["features"]["app_home"]
    assert home["home_tab_enabled"] == ("app_home_opened" in registry.events)
    assert home["messages_tab_enabled"] == ("conversations_open" in _methods_used())


def test_buttons_and_forms_reach_the_bot_over_socket_mode(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["token_rotation_enabled"] is False  # nothing here renews tokens
