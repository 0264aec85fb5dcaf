"""`hegui bank`: question banks; works without a project file."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
    "check": ("hegui.cli.bank.check", "核查重复、错误和覆盖 Repetitions, mistakes, coverage."),
    "import": ("hegui.cli.bank.importing", "由公开题集制作题库 A bank from a public set."),
}


@click.group("bank", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """测试题库：核查、覆盖、导入。Question banks: check, coverage, import."""
