"""For all tests."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Generator, Iterator

import pytest
import structlog
from hypothesis import settings

from tests import databases, postgres

# On CI the same examples at every run: what random ones find is mended where they are found.
ON_CI = bool(os.environ.get("CI"))
# How long one example takes says more about the machine's other work than about the code.
settings.register_profile("leadloop", deadline=None, derandomize=ON_CI, max_examples=40)
settings.load_profile("leadloop")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores: many tests wait for something."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """What a command sets up for its process: the tour logs no warnings."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """What is imported stays until the end: nobody looks through it for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        action="store_true",
        help="PostgreSQL instead of SQLite: of its own, or the one that TEST_DATABASE_URL names",
    )


@pytest.fixture(scope="session", autouse=True)
def database_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """With --postgres, TEST_DATABASE_URL names a migrated server for as long as the tests run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        asyncio.run(databases.migrated(given))
    if given or not request.config.getoption("--postgres"):
        yield
        return
    with postgres.running() as server:
        asyncio.run(databases.migrated(server.url))
        os.environ["TEST_DATABASE_URL"] = server.url
        yield
        del os.environ["TEST_DATABASE_URL"]


@pytest.fixture(scope="session")
async def database(
    database_server: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[databases.Shared]:
    """A migrated database that tests share, each with a workspace of its own."""
    shared = databases.Shared(databases.fresh(tmp_path_factory.mktemp("shared")))
    yield shared
    await shared.end()
