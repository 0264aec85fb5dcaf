"""`hegui model`: test a model or service; works without a project file."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
    "compare": ("hegui.cli.model.compare", "比较两次测试 Compare two tests."),
    "judge": ("hegui.cli.model.judge", "判定已有的回答 Judge recorded answers."),
    "test": ("hegui.cli.model.test", "提问、判定并算出比率 Ask, judge and count."),
}


@click.group("model", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """测试模型：提问、判定、比率。Test a model: ask, judge, count."""
