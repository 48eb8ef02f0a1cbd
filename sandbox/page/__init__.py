"""The page on which people use the sandbox's workspace."""

from sandbox.page.routes import add_routes

__all__ = ["add_routes"]
