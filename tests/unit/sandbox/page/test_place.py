"""The page's address leads to a place that exists."""

import pytest

from sandbox.page.place import place
from sandbox.workspace import Workspace


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace("Team")
    for name in ("ana", "ben"):
        made.add_user(name, f"{name.title()} Moor")
    made.install(
        {
            "display_information": {"name": "Helper"},
            "features": {"app_home": {"home_tab_enabled": True}},
        }
    )
    made.add_channel("general", ["ana", "ben"])
    made.add_channel("secret", ["ben"], is_private=True)
    made.add_channel("open", ["ben"])
    return made


@pytest.mark.parametrize(
    ("query", "me", "channel"),
    [
        ({}, "ana", "general"),
        ({"as": "ben", "channel": "secret"}, "ben", "secret"),
        ({"as": "ana", "channel": "secret"}, "ana", "general"),
        ({"as": "ana", "channel": "#open"}, "ana", "open"),
        ({"as": "nobody", "channel": "nowhere"}, "ana", "general"),
    ],
)
def test_fallbacks(query: dict[str, str], me: str, channel: str, workspace: Workspace) -> None:
    where = place(query, workspace)
    assert where.me.name == me
    assert where.channel is workspace.channel(channel)


def test_a_direct_message_by_name(workspace: Workspace) -> None:
    where = place({"as": "ana", "channel": "@ben"}, workspace)
    assert where.channel is workspace.im(workspace.user("ana").id, workspace.user("ben").id)


def test_an_app_has_a_home_and_messages(workspace: Workspace) -> None:
    [app] = workspace.apps.values()
    home = place({"as": "ana", "app": app.id}, workspace)
    assert home.home
    assert home.channel is None
    messages = place({"as": "ana", "app": app.id, "tab": "messages"}, workspace)
    assert messages.channel is workspace.im(messages.me.id, app.bot_user_id)


def test_addresses_keep_what_they_do_not_change(workspace: Workspace) -> None:
    where = place(
        {"as": "ben", "channel": "secret", "drawer": "journal", "thread": "1.5"}, workspace
    )
    assert where.url() == "/?as=ben&channel=secret&thread=1.5&drawer=journal"
    assert where.become_url("ana") == "/?as=ana&channel=secret&drawer=journal"
    assert where.become_url("ana", "open") == "/?as=ana&channel=open&drawer=journal"
    messages = "/?as=ana&app=A1&tab=messages&drawer=journal"
    assert where.become_url("ana", app="A1") == messages


def test_a_workspace_without_people_says_so() -> None:
    with pytest.raises(LookupError, match="add a person"):
        place({}, Workspace("Empty"))
