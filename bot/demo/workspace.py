"""Tidewell's Slack on localhost: people, channels, the strip of small steps, the jumps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from bot.demo import story
from sandbox.clock import SandboxClock
from sandbox.installed_app import InstalledApp
from sandbox.model import Message
from sandbox.server import Jump, Sandbox, Step
from sandbox.workspace import Workspace

ZONE = "Europe/Berlin"
MONDAY = "Monday 9:00"


@dataclass(frozen=True, slots=True)
class Tidewell:
    """The workspace with the app installed; channels by name."""

    workspace: Workspace
    app: InstalledApp

    @property
    def reps(self) -> dict[str, str]:
        return {name: self.workspace.user(name).id for name in story.REPS}


def made(manifest: Path) -> Tidewell:
    """A fresh workspace when the last digest comes: it stands there before the story starts."""
    workspace = Workspace("Tidewell", SandboxClock(story.LAST_MONDAY))
    for person in story.PEOPLE:
        fields = {**person, "email": f"{person['name']}@tidewell.example", "tz": ZONE}
        workspace.add_user(**fields)
    workspace.add_usergroup("sales", "Sales", story.REPS)
    app = workspace.install(yaml.safe_load(manifest.read_text()))
    everybody = [person["name"] for person in story.PEOPLE]
    workspace.add_channel(
        "leads", members=[*everybody, app.bot_user_id], topic="New leads, one card each"
    )
    workspace.add_channel(
        "marketing", members=["lena", "sam", app.bot_user_id], topic="What works, every Monday"
    )
    return Tidewell(workspace, app)


def served(tidewell: Tidewell, port: int) -> Sandbox:
    jumps = [Jump(MONDAY, next_monday)]
    return Sandbox(tidewell.workspace, port=port, steps=steps(tidewell), jumps=jumps)


def next_monday(now: datetime) -> datetime:
    """The next Monday at 9:00 in Berlin."""
    local = now.astimezone(ZoneInfo(ZONE))
    monday = datetime.fromordinal(local.date().toordinal() - local.weekday()).date()
    due = datetime.combine(monday, time(9), ZoneInfo(ZONE))
    while due <= local:
        due = datetime.combine(
            datetime.fromordinal(due.date().toordinal() + 7).date(), time(9), ZoneInfo(ZONE)
        )
    return due.astimezone(UTC)


def steps(tidewell: Tidewell) -> list[Step]:
    """Seven small steps through the whole loop; each is ticked when Slack shows that it is done."""
    maya = tidewell.workspace.user("maya").id
    return [
        Step(
            "Take a lead",
            _shows("leads", f"<@{maya}> took it"),
            "Press “I'll take it” on Dana's card.",
            become="maya",
            channel="leads",
        ),
        Step(
            "React 👍",
            _shows("leads", "👍 Landed"),
            "Add 👍 to the card you took, or press Landed.",
            become="maya",
            channel="leads",
        ),
        Step(
            "Say why",
            _shows("leads", "👍 Landed:"),
            "Tap a chip in the private row below.",
            become="maya",
            channel="leads",
        ),
        Step(
            f"Jump to {MONDAY}",
            _shows("marketing", "week 34"),
            "Press this step: the week's digest comes.",
            channel="leads",
            jump=MONDAY,
        ),
        Step(
            "Become Lena",
            _read_by("lena", "marketing"),
            "Lena is marketing. Read her digest.",
            become="lena",
            channel="marketing",
        ),
        Step(
            "Change something",
            _shows_direct(tidewell, "because of what you said"),
            "Press “We'll change this” on a finding.",
            become="lena",
            channel="marketing",
        ),
        Step(
            "See it come back",
            _read_direct("maya", tidewell),
            "Be Maya: what Lena changes is in your messages.",
            become="maya",
            app=tidewell.app.id,
        ),
    ]


def _shows(channel: str, text: str) -> Callable[[Workspace], bool]:
    def done(workspace: Workspace) -> bool:
        messages = workspace.messages.get(workspace.channel(channel).id, {})
        return any(text.lower() in _all_text(message) for message in messages.values())

    return done


def _read_by(person: str, channel: str) -> Callable[[Workspace], bool]:
    digest = _shows(channel, "week 34")

    def done(workspace: Workspace) -> bool:
        user, place = workspace.user(person).id, workspace.channel(channel).id
        return digest(workspace) and workspace.unread(user, place) == 0

    return done


def _direct(tidewell: Tidewell, person: str, text: str) -> list[Message]:
    workspace = tidewell.workspace
    place = workspace.im(workspace.user(person).id, tidewell.app.bot_user_id)
    found = workspace.messages.get(place.id, {}).values()
    return [message for message in found if text.lower() in _all_text(message)]


def _shows_direct(tidewell: Tidewell, text: str) -> Callable[[Workspace], bool]:
    return lambda _workspace: any(_direct(tidewell, name, text) for name in story.REPS)


def _read_direct(person: str, tidewell: Tidewell) -> Callable[[Workspace], bool]:
    def done(workspace: Workspace) -> bool:
        user = workspace.user(person).id
        place = workspace.im(user, tidewell.app.bot_user_id)
        told = _direct(tidewell, person, "because of what you said")
        return bool(told) and workspace.unread(user, place.id) == 0

    return done


def _all_text(message: Message) -> str:
    """What is said in it; a button says what may be done, not that it was."""
    said = [block for block in message.blocks if block["type"] != "actions"]
    return f"{message.text}\n{said}".lower()
