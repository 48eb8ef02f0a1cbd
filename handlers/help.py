"""/leads help. Registered last, so that its line stands last."""

from handlers.deps import Deps
from handlers.registry import Registry


def register(registry: Registry, _deps: Deps) -> None:
    registry.command("help", "this list", registry.help)
