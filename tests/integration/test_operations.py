"""Which workspace a command is about, and what happens when that changes under it."""

import asyncio
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from bot import operations
from bot.app import open_store
from bot.config import Config
from bot.errors import ConfigError, InvalidInput, StorageError
from bot.operations import Request
from bot.services.settings import SettingsService
from sandbox.server import Sandbox
from sandbox.workspace import Workspace
from storage.cross_team import LOCAL

APP = {
    "display_information": {"name": "Leadloop"},
    "features": {"bot_user": {"display_name": "leadloop"}},
    "oauth_config": {"scopes": {"bot": ["chat:write"]}},
}
SCOPES = ["users:read", "channels:read"]


def config(folder: Path, token: str = "", api: str = "https://slack.com/api/") -> Config:
    database = f"sqlite:///{folder}/leadloop.db"
    return Config(_env_file=None, database_url=database, slack_bot_token=token, slack_api_url=api)


async def test_the_only_workspace_is_meant(tmp_path: Path) -> None:
    found = config(tmp_path)
    await operations.change_settings(found, {"min_fit": "7"}, "sam")
    async with open_store(found) as store:
        assert await store.cross_team.teams() == [LOCAL]
    await adopt(found)
    assert (await operations.settings(found))["min_fit"] == "7"


async def test_of_several_the_tokens_own(tmp_path: Path) -> None:
    workspace = Workspace("Tidewell")
    app = workspace.install(APP)
    async with open_store(config(tmp_path)) as store:
        for team in ("T0OTHER", workspace.team_id):
            await store.cross_team.add(team)
    async with Sandbox(workspace) as sandbox:
        ours = config(tmp_path, app.bot_token, sandbox.api_url)
        await operations.change_settings(ours, {"min_fit": "7"}, "sam")
        wrong = config(tmp_path, "xoxb-wrong", sandbox.api_url)
        with pytest.raises(ConfigError, match="invalid_auth"):
            await operations.settings(wrong)
    async with open_store(config(tmp_path)) as store:
        mine = await SettingsService(store.units, workspace.team_id).get()
        other = await SettingsService(store.units, "T0OTHER").get()
    assert (mine.min_fit, other.min_fit) == (7, 0)


async def test_an_import_says_when_the_workspace_got_its_name_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("id,at\n1,2026-08-24\n", encoding="utf-8")
    maps = ["external_id=id,occurred_at=at"]
    prepared = operations.prepare(Request("leads", tmp_path / "leads.csv", maps, "crm"))
    found = config(tmp_path)

    def first_start(_rows: int) -> None:
        """What `leadloop run` does, from outside and between two batches."""
        other = Thread(target=lambda: asyncio.run(adopt(found)))
        other.start()
        other.join()

    with pytest.raises(StorageError, match="Run the import again"):
        await operations.import_file(found, prepared, first_start)
    again = await operations.import_file(found, prepared, lambda _rows: None)
    assert (again.new, again.unchanged) == (0, 1)


async def test_an_import_asks_slack_who_the_owners_are(tmp_path: Path) -> None:
    """In a database that has not met Slack yet: history is brought in before the first start."""
    leads, deals = tmp_path / "leads.csv", tmp_path / "deals.csv"
    leads.write_text("id,at\n1,2026-08-24\n2,2026-08-24\n", encoding="utf-8")
    deals.write_text("id,at,rep\n1,2026-08-25,Maya@T.example\n2,2026-08-25,jo@t.example\n")
    ids, maps = "external_id=id", ["external_id=id,outcome=:won,at=at,owner=rep"]
    workspace = Workspace("Tidewell")
    app = workspace.install(APP | {"oauth_config": {"scopes": {"bot": ["users:read.email"]}}})
    maya = workspace.add_user("maya", "Maya", email="maya@t.example")
    history = operations.prepare(Request("leads", leads, [f"{ids},occurred_at=at"], "crm"))
    outcomes = Request("outcomes", deals, maps, "crm")
    async with Sandbox(workspace) as sandbox:
        found = config(tmp_path, app.bot_token, sandbox.api_url)
        await operations.import_file(found, history, lambda _rows: None)
        rehearsed = operations.prepare(replace(outcomes, dry_run=True))
        refused = config(tmp_path, "xoxb-wrong", sandbox.api_url)
        unasked = await operations.import_file(refused, rehearsed, lambda _rows: None)
        assert unasked.new == 2, "a rehearsal stores nothing, so it need not know who they are"
        prepared = operations.prepare(outcomes)
        done = await operations.import_file(found, prepared, lambda _rows: None)
        assert (done.new, done.owners_unasked) == (2, False)
        assert (await _owners(found)) == [maya.id, "outside:jo@t.example"]
        with pytest.raises(ConfigError, match="invalid_auth"):
            await operations.import_file(refused, prepared, lambda _rows: None)
        away = config(tmp_path, app.bot_token, "http://127.0.0.1:1/api/")
        assert (await operations.import_file(away, prepared, lambda _rows: None)).owners_unasked


async def test_a_channel_that_slack_does_not_have_is_refused(tmp_path: Path) -> None:
    workspace = Workspace("Tidewell")
    app = workspace.install(APP | {"oauth_config": {"scopes": {"bot": SCOPES}}})
    maya = workspace.add_user("maya", "Maya")
    leads = workspace.add_channel("leads", members=[maya.id, app.bot_user_id])
    unchecked: list[bool] = []

    async def changed(api: str, token: str, **given: str) -> None:
        found = config(tmp_path, token, api)
        await operations.change_settings(found, given, "sam", lambda: unchecked.append(True))

    async with Sandbox(workspace) as sandbox:
        with pytest.raises(InvalidInput) as caught:
            await changed(sandbox.api_url, app.bot_token, sales_channel="C0BADBAD01")
        assert "cannot see this channel" in caught.value.fields["sales_channel"]
        await changed(sandbox.api_url, app.bot_token, sales_channel=leads.id, admins=maya.id)
        with pytest.raises(ConfigError, match="invalid_auth"):
            await changed(sandbox.api_url, "xoxb-wrong", sales_channel="C0BADBAD01")
        await changed(sandbox.api_url, "xoxb-wrong", min_fit="7")
    assert not unchecked
    await changed("http://127.0.0.1:1/api/", app.bot_token, sales_channel="C0UNKNOWN1")
    assert unchecked
    settings = await operations.settings(config(tmp_path))
    assert (settings["sales_channel"], settings["admins"]) == ("C0UNKNOWN1", maya.id)


async def _owners(found: Config) -> list[str | None]:
    async with open_store(found) as store, store.units.reading(LOCAL) as uow:
        known = await uow.leads.known("crm", ["1", "2"])
    return [known[key].standing.owner for key in ("1", "2")]


async def adopt(found: Config) -> None:
    async with open_store(found) as store:
        await store.cross_team.adopt("T1")
