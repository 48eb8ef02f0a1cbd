"""Groups of commands: alone they show their help."""

from typing import Any

from typer.core import TyperGroup


class Group(TyperGroup):
    """Without a command it shows its help, which is no error."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["--help"])
