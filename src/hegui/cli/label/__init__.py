"""`hegui label`: write, read and check the labels of AI-generated content; no project file is needed."""

import click

from hegui.cli.lazy import Commands, LazyCommands

COMMANDS: Commands = {
    "carry": (
        "hegui.cli.label.carry",
        "补回缩放、转码丢失的标识 Give back a label that a step lost.",
    ),
    "check": (
        "hegui.cli.label.check",
        "检查文件的隐式标识，给出结论 Check the implicit labels of files.",
    ),
    "check-pipeline": (
        "hegui.cli.label.pipeline",
        "看一步处理会不会丢标识 See which labels a step drops or alters.",
    ),
    "code": (
        "hegui.cli.label.code",
        "核对服务提供者编码 Look a provider's code over, part by part.",
    ),
    "explicit": (
        "hegui.cli.label.explicit",
        "核查显式标识 Look for explicit labels in files.",
    ),
    "log": (
        "hegui.cli.label.log",
        "按用户要求不加显式标识的记录 Log of output given unlabelled on request.",
    ),
    "mark": ("hegui.cli.label.mark", "添加显式标识 Put an explicit label on files."),
    "read": ("hegui.cli.label.read", "读出标识及其字节位置 Read labels and where they stand."),
    "report": (
        "hegui.cli.label.report",
        "把抽样核查写成报告 Write a report of a sample, HTML or PDF.",
    ),
    "restore": (
        "hegui.cli.label.restore",
        "撤销被中断的就地修改 Take back a change that was interrupted.",
    ),
    "sample": (
        "hegui.cli.label.sample",
        "抽样核查服务输出的标识 Draw from what a service gives out.",
    ),
    "security": (
        "hegui.cli.label.security",
        "核验安全防护数据，指出 C2PA 清单 Verify security data; see C2PA manifests.",
    ),
    "write": ("hegui.cli.label.write", "写入或补充隐式标识 Write a label, or add to it."),
}


@click.group("label", cls=LazyCommands, known=COMMANDS)
def command() -> None:
    """生成合成内容标识：写入、读取、检查。Labels of AI-generated content: write, read, check."""
