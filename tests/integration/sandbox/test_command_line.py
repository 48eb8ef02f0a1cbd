"""`python -m sandbox` as a newcomer runs it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.model import Json

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def greeting() -> AsyncIterator[str]:
    """What a sandbox with two people and one channel says; it ends without complaint."""
    options = ("--port", "0", "--person", "kim:Kim Roe", "--person", "lou", "--channel", "#help")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *options, cwd=ROOT, stdout=pipe, stderr=pipe
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        said = (await process.stdout.readuntil(b"Ctrl+C stops it.\n")).decode()
    yield said
    process.terminate()
    _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


async def test_the_environment_it_prints_is_all_that_an_app_needs(greeting: str) -> None:
    environment = dict(re.findall(r"^export (\w+)=(\S+)$", greeting, re.MULTILINE))
    assert list(environment) == [
        "SLACK_API_URL",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]
    url = environment["SLACK_API_URL"]
    client = AsyncWebClient(token=environment["SLACK_BOT_TOKEN"], base_url=url)
    members = (await client.users_list())["members"]
    assert [one["real_name"] for one in members] == ["Slackbot", "Kim Roe", "Lou", "my-app"]
    (channel,) = (await client.conversations_list())["channels"]
    assert (channel["name"], channel["is_member"]) == ("help", True)
    assert (await client.chat_postMessage(channel=channel["id"], text="Hi"))["ok"]

    page = greeting.split()[1]
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{page}/?as=kim") as answer:
            assert "Hi" in await answer.text()
        # As its README says: another process acts for a person.
        body: Json = {"channel": "help", "text": "Hello"}
        async with http.post(f"{page}/_sandbox/people/kim/post", json=body) as answer:
            assert (await answer.json())["ok"]
    found = (await client.conversations_history(channel=channel["id"]))["messages"]
    assert [message["text"] for message in found] == ["Hello", "Hi"]
