"""`hegui bank`: question banks; works without a project file."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
    "check": ("hegui.cli.bank.check", "核查重复、错误和覆盖 Repetitions, mistakes, coverage."),
    "import": ("hegui.cli.bank.importing", "由公开题集制作题库 A bank from a public set."),
    "seal": ("hegui.cli.bank.seal", "加密题库 Encrypt a bank."),
    "stats": ("hegui.cli.bank.stats", "题库里有什么 What is in a bank."),
    "suite": ("hegui.cli.bank.suite", "自带题集 The suites of the product."),
}


@click.group("bank", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """测试题库：核查、覆盖、导入、统计、自带题集。Question banks: check, import, figures, suites."""
