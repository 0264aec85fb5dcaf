"""`hegui corpus`: look into training data; works without a project file."""

import importlib
from typing import Any

import click

COMMANDS = {
    "duplicates": (
        "hegui.cli.corpus.duplicates",
        "完全相同与近似的文档 Documents that are the same, or nearly so.",
    ),
    "annotation": (
        "hegui.cli.corpus.annotation",
        "标注数据：模板与核查 Annotation data: templates and check.",
    ),
    "index": (
        "hegui.cli.corpus.index",
        "为作品、禁用文本或测试集建索引 Index works, block-listed texts or test sets.",
    ),
    "overlap": (
        "hegui.cli.corpus.overlap",
        "与作品、测试集的重合 Overlap with works and test sets.",
    ),
    "profile": (
        "hegui.cli.corpus.profile",
        "统计语种、来源、长度、质量 Languages, sources, lengths, quality.",
    ),
    "review": (
        "hegui.cli.corpus.review",
        "取回审核结果，算合格率与界 Take a reviewed sample back.",
    ),
    "sample": (
        "hegui.cli.corpus.sample",
        "抽样供人审核，机器判断十分之一 Samples for people and for a machine.",
    ),
    "report": (
        "hegui.cli.corpus.report",
        "把各项结果写成报告 One report of all results, HTML or PDF.",
    ),
    "scan": (
        "hegui.cli.corpus.scan",
        "扫描关键词与个人信息 Scan for terms and personal information.",
    ),
    "licences": (
        "hegui.cli.corpus.licences",
        "许可：解释、列表、计数 Licences: explain, list, count.",
    ),
    "media": (
        "hegui.cli.corpus.media",
        "图像、音频、视频：位置、设备、标识 Media: places, devices, labels.",
    ),
    "sources": (
        "hegui.cli.corpus.sources",
        "来源台账：模板与核查 Source ledgers: template and check.",
    ),
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


@click.group("corpus", cls=LazyCommands)
def command() -> None:
    """训练数据：扫描、统计、抽样。Training data: scan, profile, sample."""
