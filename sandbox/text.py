"""What people type, turned into what Slack stores."""

import re
from html import escape

from sandbox.workspace import Workspace

_MENTION = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")


def typed_text(workspace: Workspace, text: str) -> str:
    """The text of a message: escaped, `@name` and `#channel` as Slack's entities."""
    return _mentions(workspace, escape(text, quote=False), labels=False)


def command_text(workspace: Workspace, text: str) -> str:
    """The text of a command whose manifest says should_escape."""
    return _mentions(workspace, text, labels=True)


def _mentions(workspace: Workspace, text: str, *, labels: bool) -> str:
    users = {user.name: user.id for user in workspace.users.values() if not user.deleted}
    channels = {one.name: one.id for one in workspace.channels.values() if not one.is_im}

    def entity(match: re.Match[str]) -> str:
        sign, name = match.groups()
        known = users if sign == "@" else channels
        if name not in known:
            if sign == "@" and name in ("channel", "here", "everyone"):
                return f"<!{name}>"
            return match.group()
        return f"<{sign}{known[name]}|{name}>" if labels else f"<{sign}{known[name]}>"

    return _MENTION.sub(entity, text)
