"""An app as its manifest describes it, installed in the workspace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One entry of the manifest's features.slash_commands."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One entry of the manifest's features.shortcuts."""

    callback_id: str
    name: str
    type: Literal["global", "message"]
    description: str = ""


@dataclass(slots=True)
class InstalledApp:
    """Ids, secrets and what the manifest allows. `request_url` None: Socket Mode only."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: frozenset[str]
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    bot_events: frozenset[str] = frozenset()
    home_tab: bool = False
    messages_tab: bool = True
    messages_read_only: bool = False
    interactivity: bool = False
    description: str = ""
    request_url: str | None = None

    def command(self, name: str) -> SlashCommand | None:
        """The command called `name` (with its slash)."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """The shortcut with this callback_id."""
        return next((one for one in self.shortcuts if one.callback_id == callback_id), None)


def manifest_facts(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a Slack manifest says, as keyword arguments for `InstalledApp`.

    ValueError if it is not shaped as a manifest.
    """
    try:
        return _facts(manifest)
    except KeyError as error:
        raise ValueError(f"The manifest has an entry without {error.args[0]}.") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(f"The manifest is not shaped as Slack's are: {error}.") from error


def _facts(manifest: Mapping[str, Any]) -> dict[str, Any]:
    features = manifest.get("features") or {}
    home = features.get("app_home") or {}
    info = manifest.get("display_information") or {}
    bot = features.get("bot_user") or {}
    scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
    settings = manifest.get("settings") or {}
    events = settings.get("event_subscriptions") or {}
    interactivity = settings.get("interactivity") or {}
    return {
        "name": bot.get("display_name") or info.get("name", "App"),
        "description": info.get("description", ""),
        "scopes": frozenset(scopes.get("bot") or ()),
        "commands": tuple(_commands(features.get("slash_commands") or ())),
        "shortcuts": tuple(_shortcuts(features.get("shortcuts") or ())),
        "bot_events": frozenset(events.get("bot_events") or ()),
        "home_tab": bool(home.get("home_tab_enabled", False)),
        "messages_tab": bool(home.get("messages_tab_enabled", True)),
        "messages_read_only": bool(home.get("messages_tab_read_only_enabled", False)),
        "interactivity": bool(interactivity.get("is_enabled", False)),
    }


def _commands(entries: Iterable[Mapping[str, Any]]) -> Iterable[SlashCommand]:
    for entry in entries:
        yield SlashCommand(
            entry["command"],
            entry.get("description", ""),
            entry.get("usage_hint", ""),
            bool(entry.get("should_escape", False)),
        )


def _shortcuts(entries: Iterable[Mapping[str, Any]]) -> Iterable[Shortcut]:
    for entry in entries:
        yield Shortcut(
            entry["callback_id"], entry["name"], entry["type"], entry.get("description", "")
        )
