"""Groups whose commands are imported only when they are used."""

import importlib
from collections.abc import Mapping
from typing import Any

import click

from hegui.common.text import LANGS

Commands = Mapping[str, tuple[str, str]]
"""Name of the command -> module that defines `command`, and its help line."""


def speaking(command: click.Command) -> None:
    """Let a command, and all below it, take `--lang`: the language is set before any command runs (`speak`)."""
    if not any("--lang" in option.opts for option in command.params):
        command.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice(LANGS),
                expose_value=False,
                help="输出语言 Language of the output.",
            )
        )
    if isinstance(command, click.Group):
        for below in command.commands.values():
            speaking(below)


class LazyCommands(click.Group):
    """A group whose commands are imported on use; `known` names them.

    `--lang` is taken by the group and by each of its commands, also where nothing depends on it.
    """

    def __init__(self, *args: Any, known: Commands, **more: Any) -> None:
        super().__init__(*args, **more)
        self._known = known
        speaking(self)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names in order."""
        return sorted(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in self._known:
            return None
        found: Any = importlib.import_module(self._known[cmd_name][0])
        command: click.Command = found.command
        speaking(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._known[name][1]) for name in self.list_commands(ctx)])
