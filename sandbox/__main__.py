"""`python -m sandbox`: a workspace on localhost for any Slack app."""

import argparse
import asyncio
import errno
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from sandbox.installed_app import InstalledApp
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

_PEOPLE = ("ana:Ana Moor", "ben:Ben Okafor", "cleo:Cleo Lindt")
_CHANNELS = ("general", "random")
_EVENTS = (
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
)
_READ = ("channels", "groups", "im", "mpim")
# What an app gets that brings no manifest: everything that the sandbox can answer.
SCOPES = (
    *(f"{kind}:{right}" for kind in _READ for right in ("history", "read")),
    *("app_mentions:read", "channels:join", "chat:write", "chat:write.public", "commands"),
    *(
        "files:write",
        "im:write",
        "mpim:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
    ),
    *("users:read", "users:read.email"),
)
_MANIFEST: dict[str, Any] = {
    "display_information": {"name": "My App"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "my-app"},
        "slash_commands": [{"command": "/my-app", "description": "Whatever it does"}],
    },
    "oauth_config": {"scopes": {"bot": list(SCOPES)}},
    "settings": {
        "event_subscriptions": {"bot_events": list(_EVENTS)},
        "interactivity": {"is_enabled": True},
    },
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and run until interrupted; the exit code."""
    parser = argparse.ArgumentParser("python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8800, help="0: any free port")
    parser.add_argument("--manifest", type=Path, help="the app's manifest, YAML or JSON")
    parser.add_argument("--request-url", help="deliver by HTTP to this address")
    parser.add_argument(
        "--person", action="append", help="a member, ana or ana:Ana Moor; again for more"
    )
    parser.add_argument(
        "--channel", action="append", help="a channel that everyone is in; again for more"
    )
    options = parser.parse_args(arguments)
    try:
        workspace = _workspace(_manifest(options.manifest), options)
        asyncio.run(_run(workspace, options.port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "something else uses it" if taken else error.strerror
        return _fail(f"Cannot listen on port {options.port}: {why}. Try --port 0.")
    except _UsageError as error:
        return _fail(str(error))
    return 0


class _UsageError(Exception):
    """The manifest, a person or a channel cannot be used; the text says why."""


def _manifest(path: Path | None) -> Mapping[str, Any]:
    if path is None:
        return _MANIFEST
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _UsageError(f"Cannot read {path}: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise _UsageError(f"{path} is neither YAML nor JSON: {error}") from error
    if not isinstance(found, dict):
        raise _UsageError(f"{path} is not a manifest: it should hold an object.")
    return found


def _workspace(manifest: Mapping[str, Any], options: argparse.Namespace) -> Workspace:
    workspace = Workspace("Sandbox")
    people = [one.partition(":") for one in options.person or _PEOPLE]
    names = [name for name, _, _ in people]
    try:
        for name, _, real_name in people:
            email = f"{name}@example.test"
            workspace.add_user(name, real_name or name.capitalize(), email=email)
        app = workspace.install(manifest, request_url=options.request_url)
        for channel in options.channel or _CHANNELS:
            workspace.add_channel(channel.removeprefix("#"), [*names, app.bot_user_id])
    except ValueError as error:
        raise _UsageError(str(error)) from error
    return workspace


async def _run(workspace: Workspace, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: there it stops by KeyboardInterrupt
            loop.add_signal_handler(sign, stop.set)
    async with Sandbox(workspace, port=port) as sandbox:
        (app,) = workspace.apps.values()
        sys.stdout.write(_greeting(sandbox, app))
        sys.stdout.flush()
        await stop.wait()


def _greeting(sandbox: Sandbox, app: InstalledApp) -> str:
    return f"""Sandbox: {sandbox.url}

Run {app.name} with:

export SLACK_API_URL={sandbox.api_url}
export SLACK_BOT_TOKEN={app.bot_token}
export SLACK_APP_TOKEN={app.app_token}
export SLACK_SIGNING_SECRET={app.signing_secret}

Ctrl+C stops it.
"""


def _fail(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
