"""`hegui terms`: keyword libraries, brought in, joined and looked over; no project file is needed."""

import importlib
from typing import Any

import click

COMMANDS = {
    "cover": (
        "hegui.cli.terms.cover",
        "覆盖：总数、逐类数量、更新 What a library covers, and what is missing.",
    ),
    "import": (
        "hegui.cli.terms.importing",
        "导入词表为词库 Turn a list into a library.",
    ),
    "lint": ("hegui.cli.terms.linting", "检查词库的毛病 Look a library over."),
    "merge": ("hegui.cli.terms.merging", "合并词库，指出冲突 Join libraries, naming conflicts."),
}
"""Name of the command -> module that defines `command`, and its help line."""


class LazyCommands(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        found: Any = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = found.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group("terms", cls=LazyCommands)
def command() -> None:
    """关键词库：导入、合并、检查、覆盖。Keyword libraries: import, merge, lint, cover."""
