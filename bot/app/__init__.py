"""The composition root: `build(config, clock)` wires everything."""

from bot.app.bolt import whoami
from bot.app.leadloop import Leadloop, build
from bot.app.store import Store, open_store

__all__ = ["Leadloop", "Store", "build", "open_store", "whoami"]
