"""`leadloop run`: the bot until it is told to stop."""

import asyncio
import contextlib
import signal

import structlog
import typer

from bot import logs
from bot.app import Leadloop, build
from bot.config import Config
from bot.errors import StorageError

log = structlog.get_logger()


async def run(config: Config) -> None:
    """Starts, says where it listens, and stops cleanly at SIGTERM or Ctrl+C."""
    logs.configure(config.log_level)
    stop = asyncio.Event()
    _on_signals(stop)
    leadloop = build(config)
    if await _started(leadloop, stop):
        try:
            log.info("started", team=leadloop.team, port=leadloop.port, socket=config.socket_mode)
            typer.echo(await greeting(leadloop, config))
            await stop.wait()
        finally:
            await leadloop.stop()
    log.info("stopped")
    typer.echo("Stopped.")


async def _started(leadloop: Leadloop, stop: asyncio.Event) -> bool:
    """False when it was told to stop before it was up."""
    starting, stopping = asyncio.create_task(leadloop.start()), asyncio.create_task(stop.wait())
    await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.wait((starting,))
    if starting.cancelled():
        return False
    starting.result()
    return True


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def stopping(sign: int) -> None:
        stop.set()
        loop.remove_signal_handler(sign)  # pressed again, it ends at once

    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C ends it there
            loop.add_signal_handler(sign, stopping, sign)


async def greeting(leadloop: Leadloop, config: Config) -> str:
    """Where it listens, and what is to be set up next."""
    where = f"http://{config.host}:{leadloop.port}"
    slack = "over Socket Mode" if config.socket_mode else f"over HTTP: {where}/slack/events"
    lines = [
        f"Leadloop runs for the workspace {leadloop.name} ({leadloop.team}). Ctrl+C stops it.",
        f"  Slack   {slack}",
        f"  Leads   {where}/v1/leads",
        f"  Health  {where}/healthz, {where}/readyz",
    ]
    # It runs, and outlives a restart of the database; the hint can wait.
    with contextlib.suppress(StorageError):
        if not (await leadloop.deps.settings.get()).sales_channel:
            lines.append("  Next    no sales channel yet: leadloop settings set sales_channel=C…")
    return "\n".join(lines)
