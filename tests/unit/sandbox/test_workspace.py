"""The state of the workspace, its clock, and waiting for changes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import SandboxClock
from sandbox.workspace import Workspace

START = datetime(2026, 8, 24, 9, tzinfo=UTC)


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace("Team", SandboxClock(START))
    workspace.add_user("ana", "Ana Maria Moor")
    workspace.add_user("ben", "Ben")
    workspace.add_channel("general", ["ana", "ben"])
    workspace.add_channel("secret", ["ana"], is_private=True)
    return workspace


def test_the_clock_runs_and_jumps_forward_only() -> None:
    clock = SandboxClock(START)
    assert START <= clock.now() < START + timedelta(minutes=1)
    clock.jump(START + timedelta(days=1))
    assert clock.now() >= START + timedelta(days=1)
    with pytest.raises(ValueError, match="only jumps forward"):
        clock.jump(START)
    with pytest.raises(ValueError, match="time zone"):
        clock.jump(START.replace(tzinfo=None) + timedelta(days=9))
    with pytest.raises(ValueError, match="time zone"):
        SandboxClock(START.replace(tzinfo=None))


def test_ids_and_timestamps_are_unique(workspace: Workspace) -> None:
    stamps = [workspace.new_ts() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert stamps[0].startswith(f"{int(START.timestamp())}.")
    ids = [workspace.ids.new("U") for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(len(one) == 11 and one.startswith("U0") for one in ids)


def test_names_are_found_or_a_sentence_says_not(workspace: Workspace) -> None:
    assert workspace.user("ana") is workspace.user(workspace.user("@ana").id)
    assert workspace.channel("#general") is workspace.channel("general")
    assert workspace.user("ana").initials == "AM"
    assert [user.name for user in workspace.people()] == ["ana", "ben"]
    with pytest.raises(LookupError, match="nobody called zoe"):
        workspace.user("zoe")
    with pytest.raises(LookupError, match="no channel nowhere"):
        workspace.channel("nowhere")
    with pytest.raises(ValueError, match="already somebody"):
        workspace.add_user("ana", "Ana")
    with pytest.raises(ValueError, match="already a channel"):
        workspace.add_channel("general")


def test_people_see_what_is_theirs(workspace: Workspace) -> None:
    ana, ben = workspace.user("ana").id, workspace.user("ben").id
    shown = workspace.post("general", ben, "For all")
    workspace.post("general", ben, "For Ana", ephemeral_to=ana)
    workspace.post("general", ben, "Below", thread_ts=shown.ts)
    workspace.post("secret", ana, "Hidden")
    assert [one.text for one in workspace.messages_for("ana", "general")] == ["For all", "For Ana"]
    assert [one.text for one in workspace.messages_for("ben", "general")] == ["For all"]
    thread = workspace.messages_for("ben", "general", shown.ts)
    assert [one.text for one in thread] == ["For all", "Below"]
    assert workspace.messages_for("ben", "secret") == []
    shown.deleted = True
    assert workspace.messages_for("ben", "general") == []


def test_unread_marks(workspace: Workspace) -> None:
    ben = workspace.user("ben").id
    workspace.post("general", ben, "One")
    workspace.post("general", ben, "Two")
    assert (workspace.unread("ana", "general"), workspace.unread("ben", "general")) == (2, 0)
    workspace.mark_read("ana", "general")
    assert workspace.unread("ana", "general") == 0
    workspace.post("general", ben, "Three")
    assert workspace.unread("ana", "general") == 1


def test_a_direct_message_is_opened_once(workspace: Workspace) -> None:
    ana, ben = workspace.user("ana").id, workspace.user("ben").id
    assert workspace.im(ana, ben) is workspace.im(ben, ana)
    assert workspace.im(ana, ben).kind == "im"


def test_an_app_is_what_its_manifest_says() -> None:
    workspace = Workspace()
    app = workspace.install(
        {
            "display_information": {"name": "Nice App"},
            "features": {
                "app_home": {"messages_tab_enabled": False},
                "slash_commands": [{"command": "/nice", "usage_hint": "[x]"}],
                "shortcuts": [{"name": "S", "type": "global", "callback_id": "s"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        }
    )
    assert (app.home_tab, app.messages_tab) == (False, False)
    assert app.command("/nice") is not None
    assert app.shortcut("t") is None
    assert app.scopes == {"chat:write"}
    assert app.bot_token.startswith("xoxb-")
    assert workspace.user("niceapp").is_bot


async def test_until_sees_each_change(workspace: Workspace) -> None:
    ana = workspace.user("ana").id
    waiting = asyncio.create_task(
        workspace.until(lambda: workspace.messages_for("ben", "general"), timeout=5)
    )
    await asyncio.sleep(0)
    workspace.post("general", ana, "Now")
    (message,) = await waiting
    assert message.text == "Now"


async def test_until_says_what_it_waited_for(workspace: Workspace) -> None:
    with pytest.raises(TimeoutError, match="messages_for"):
        await workspace.until(lambda: workspace.messages_for("ben", "general"), timeout=0.01)


async def test_changes_are_counted(workspace: Workspace) -> None:
    version = workspace.changed.version
    workspace.changed.notify()
    assert await workspace.changed.wait(since=version) == version + 1


def test_empty_sections_of_a_manifest_declare_nothing() -> None:
    app = Workspace().install({"features": None, "oauth_config": {"scopes": None}})
    assert (app.name, app.scopes, app.commands) == ("App", frozenset(), ())
