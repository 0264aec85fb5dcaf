"""`hegui corpus`: look into training data; works without a project file."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
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


@click.group("corpus", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """训练数据：扫描、统计、抽样。Training data: scan, profile, sample."""
