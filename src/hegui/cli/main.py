"""The root command. Subcommands are imported only when they are used."""

import sys
from typing import Any

import click

from hegui import __version__
from hegui.cli.lazy import Commands
from hegui.cli.options import json_option, lang_option
from hegui.cli.root import Root

COMMANDS: Commands = {
    "admin": (
        "hegui.server.operations.admin",
        "管理服务器：用户、备份、核验 Look after the server: users, backups, the ledger.",
    ),
    "assess": (
        "hegui.cli.assess",
        "评估项目，写出封存的结果包 Assess a project and seal a bundle.",
    ),
    "bank": ("hegui.cli.bank", "测试题库：核查、导入 Question banks."),
    "catalogue": ("hegui.cli.catalogue", "查看与校验规则目录 Look into and check the catalogue."),
    "checks": ("hegui.cli.checks", "列出与单独运行检查 List checks and run one."),
    "corpus": ("hegui.cli.corpus", "训练数据：扫描、统计、抽样 Look into training data."),
    "demo": ("hegui.cli.demo", "运行自带的示例 Run the example that comes with hegui."),
    "diff": ("hegui.cli.diff", "比较两次评估 Show what changed between two bundles."),
    "doctor": ("hegui.cli.doctor", "检查运行环境 Say what is installed and what is missing."),
    "facts": ("hegui.cli.facts", "哪些事实最要紧 Rank the unset facts."),
    "init": ("hegui.cli.init", "新建 hegui.yaml Write a new hegui.yaml."),
    "keys": ("hegui.cli.keys", "签名密钥 Signing keys."),
    "label": ("hegui.cli.label", "生成合成内容标识 Labels of AI-generated content."),
    "model": ("hegui.cli.model", "测试模型：提问、判定、比率 Test a model."),
    "obligations": ("hegui.cli.obligations", "哪些义务适用 Which obligations apply and why."),
    "push": ("hegui.cli.push", "把结果包送到服务器 Send a bundle to a server."),
    "report": ("hegui.cli.report", "由结果包生成报告 Write reports from a bundle."),
    "serve": ("hegui.server.operations.serve", "启动服务器 Run the server with its pages and API."),
    "terms": ("hegui.cli.terms", "关键词库：导入、合并、检查 Look after keyword libraries."),
    "verify": ("hegui.cli.verify", "核验结果包 Verify a bundle and recompute its verdicts."),
}


@click.group(cls=Root, known=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__, "-V", "--version", prog_name="hegui", message="%(prog)s %(version)s"
)
@lang_option
@json_option
def cli(**_asked: Any) -> None:
    """合规：从义务到证据。From obligation to evidence for general-purpose AI models.

    --lang 与 --json 也可以写在命令之前。--lang and --json may stand before the command as well.
    """


def run(args: list[str] | None = None) -> None:
    """Run the command line; every error becomes one sentence and its exit code."""
    argv = sys.argv[1:] if args is None else args
    try:
        code: Any = cli.main(args=argv, prog_name="hegui", standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the border: said, not hidden
        from hegui.cli.ending import ended

        sys.exit(ended(argv, error))
    sys.exit(code if isinstance(code, int) else 0)
