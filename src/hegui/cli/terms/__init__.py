"""`hegui terms`: keyword libraries, brought in, joined and looked over; no project file is needed."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
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


@click.group("terms", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """关键词库：导入、合并、检查、覆盖。Keyword libraries: import, merge, lint, cover."""
