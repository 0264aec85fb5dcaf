"""`hegui model`: test a model or service; works without a project file."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
    "calibrate": (
        "hegui.cli.model.calibrate",
        "用人的标注校准判定者 Measure a judge against people.",
    ),
    "compare": ("hegui.cli.model.compare", "比较两次测试 Compare two tests."),
    "export": ("hegui.cli.model.export", "写成 inspect 的日志 A log for inspect."),
    "judge": ("hegui.cli.model.judge", "判定已有的回答 Judge recorded answers."),
    "load": (
        "hegui.cli.model.load",
        "服务能力：逐级加压 Failures and latency by load and length.",
    ),
    "monitor": ("hegui.cli.model.monitor", "逐次测试的监测 Watch a model over tests."),
    "plan": ("hegui.cli.model.plan", "定抽样计划 Plan a sample that can show the claim."),
    "read": ("hegui.cli.model.read", "读其他工具的结果 Read another tool's result."),
    "report": ("hegui.cli.model.report", "写成 HTML 或 PDF 报告 Report as HTML or PDF."),
    "test": ("hegui.cli.model.test", "提问、判定并算出比率 Ask, judge and count."),
}


@click.group("model", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """测试模型：提问、判定、比率、比较、报告。Test a model: ask, judge, count, compare, report."""
