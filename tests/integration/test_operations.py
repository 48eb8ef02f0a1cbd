"""Which workspace a command is about, and what happens when that changes under it."""

import asyncio
from pathlib import Path
from threading import Thread

import pytest

from bot import operations
from bot.app import open_store
from bot.config import Config
from bot.errors import ConfigError, StorageError
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


async def adopt(found: Config) -> None:
    async with open_store(found) as store:
        await store.cross_team.adopt("T1")
