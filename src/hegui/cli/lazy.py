"""Groups whose commands are imported only when they are used."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

Commands = Mapping[str, tuple[str, str]]
"""Name of the command -> module that defines `command`, and its help line."""


class LazyCommands(click.Group):
    """A group whose commands are imported on use; make it with `commands_in`."""

    def __init__(self, *args: Any, known: Commands, **more: Any) -> None:
        super().__init__(*args, **more)
        self._known = known

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names in order."""
        return sorted(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self._known:
            return None
        found: Any = importlib.import_module(self._known[cmd_name][0])
        command: click.Command = found.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._known[name][1]) for name in self.list_commands(ctx)])
