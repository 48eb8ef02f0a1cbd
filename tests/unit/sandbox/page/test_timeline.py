"""What stands above, beside and between the messages."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import SandboxClock
from sandbox.page.memory import Memory
from sandbox.page.place import SHOWN, place
from sandbox.page.screen import enter
from sandbox.page.timeline import Line, timeline
from sandbox.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace("Team", SandboxClock(datetime(2026, 8, 24, 7, 0, tzinfo=UTC)))
    for name in ("ana", "ben"):
        made.add_user(name, f"{name.title()} Moor")
    made.add_channel("general", ["ana", "ben"])
    return made


def lines(workspace: Workspace, thread: str | None = None, name: str = "ana") -> list[Line]:
    where = place({"as": name, "channel": "general"}, workspace)
    return timeline(where, workspace, Memory(), thread)


def say(workspace: Workspace, name: str, text: str, thread: str | None = None) -> str:
    user = workspace.user(name).id
    return workspace.post("general", user, text, thread_ts=thread).ts


def pass_by(workspace: Workspace, **time: float) -> None:
    workspace.clock.jump(workspace.clock.now() + timedelta(**time))


def test_messages_of_one_person_within_minutes_form_a_group(workspace: Workspace) -> None:
    for name in ("ana", "ana", "ben"):
        say(workspace, name, "x")
    pass_by(workspace, minutes=6)
    say(workspace, "ben", "x")
    assert [line.first for line in lines(workspace)] == [True, False, True, True]
    parent = say(workspace, "ben", "x")
    for _ in range(2):
        say(workspace, "ben", "x", parent)
    assert [line.first for line in lines(workspace, parent)] == [True, True, False]


def test_days_are_named_as_people_do(workspace: Workspace) -> None:
    say(workspace, "ana", "x")
    pass_by(workspace, days=2)
    say(workspace, "ana", "x")
    pass_by(workspace, days=1)
    say(workspace, "ana", "x")
    assert [line.day for line in lines(workspace)] == ["Monday, 24 August", "Yesterday", "Today"]


def test_times_are_in_the_readers_zone(workspace: Workspace) -> None:
    say(workspace, "ana", "x")
    assert lines(workspace)[0].time == "9:00"


def test_a_thread_is_summed_up_and_opened(workspace: Workspace) -> None:
    parent = say(workspace, "ana", "x")
    say(workspace, "ben", "y", parent)
    [line] = lines(workspace)
    assert line.thread is not None
    assert line.thread.count == 1
    assert line.thread.last == "Today at 9:00"
    assert [one.message.text for one in lines(workspace, parent)] == ["x", "y"]


def test_reactions_say_who(workspace: Workspace) -> None:
    say(workspace, "ana", "x")
    message = workspace.messages_for("ana", "general")[0]
    message.reactions["+1"] = [workspace.user("ben").id, workspace.user("ana").id]
    [reaction] = lines(workspace)[0].reactions
    assert (reaction.character, reaction.count, reaction.mine) == ("👍", 2, True)
    assert reaction.who == "Ben Moor, You reacted with :+1:"


def test_new_messages_begin_where_one_stopped_reading(workspace: Workspace) -> None:
    memory = Memory()
    where = place({"as": "ana", "channel": "general"}, workspace)
    say(workspace, "ben", "old")
    workspace.mark_read("ana", "general")
    say(workspace, "ben", "new")
    enter(where, workspace, memory)
    workspace.mark_read("ana", "general")
    assert [line.new for line in timeline(where, workspace, memory)] == [False, True]
    enter(where, workspace, memory)
    assert [line.new for line in timeline(where, workspace, memory)] == [False, False]


def test_only_the_latest_messages_are_drawn(workspace: Workspace) -> None:
    for i in range(SHOWN + 5):
        say(workspace, "ben", str(i))
    assert len(lines(workspace)) == SHOWN
    where = place({"as": "ana", "channel": "general", "shown": "160"}, workspace)
    assert len(timeline(where, workspace, Memory())) == SHOWN + 5
    assert "shown=160" in where.url(thread="1.2")
