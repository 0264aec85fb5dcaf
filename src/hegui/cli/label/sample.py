"""`hegui label sample`: draw from what a service gives out and judge both labels."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import catalogue_option, json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

UNIT = Text("个文件", "files")
HEAD = Text("样本在 {out}", "The sample is in {out}")
HEADS = {
    "zh": ("检查", "文件", "合规", "不合规", "未见", "无法判断", "不合规率 95% 上界"),
    "en": (
        "check",
        "files",
        "compliant",
        "noncompliant",
        "not found",
        "inconclusive",
        "fail at most (95%)",
    ),
}
NAMES = ("files", "compliant", "noncompliant", "not_found", "inconclusive")


@click.command("sample")
@click.argument("source")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="输出文件夹 Folder.")
@click.option("--size", type=click.IntRange(1), default=100, help="样本量 Size of the sample.")
@click.option("--seed", default="hegui", help="抽样的种子 Seed of the draw.")
@progress_option
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """抽样核查服务输出的标识。Draw from what a service gives out and judge its labels.

    SOURCE 是文件夹、地址清单文件，或生成函数（模块:函数）。
    SOURCE is a folder, a file with addresses, or a function that generates (module:function).

    退出码：0 没有不合规或未见标识的，1 有，2 用法不对，3 无法运行。
    Exit codes: 0 none fails or lacks a label, 1 some do, 2 wrong use, 3 could not run.
    """
    from hegui.catalogue import load
    from hegui.checks.labels.service.sampling import sample_service
    from hegui.cli.corpus.counting import counting

    if os.getcwd() not in sys.path:  # so that a function of the user's own folder is found
        sys.path.insert(0, os.getcwd())
    catalogue = load(asked["catalogue_dirs"])
    with counting(asked["progress"], lang, UNIT) as told:
        measures = sample_service(
            asked["source"], asked["out"], catalogue,
            size=asked["size"], seed=asked["seed"], told=told,
        )  # fmt: skip
    if as_json:
        print_json({"out": str(asked["out"]), "measures": measures})
    else:
        click.echo("\n".join(as_text(measures, asked["out"], lang)))
    failed = sum(m["noncompliant"] + m["not_found"] for m in measures.values())
    return DONE_WITH_FINDINGS if failed else DONE


def as_text(measures: dict[str, dict[str, int]], out: Path, lang: Lang) -> list[str]:
    """Return the answer for people, with the exact one-sided bound of the failing share."""
    from hegui.cli.table import Column, table
    from hegui.engine.statistics import upper_bound

    rows = []
    for name, found in measures.items():
        failed = found["noncompliant"] + found["not_found"]
        judged = found["files"] - found["inconclusive"]
        bound = f"{upper_bound(failed, judged):.1%}" if judged else "—"
        rows.append((name, *(f"{found[key]:,}" for key in NAMES), bound))
    columns = [Column(HEADS[lang][0]), *(Column(head, "right") for head in HEADS[lang][1:])]
    return [heading(HEAD.in_(lang, out=out)), "", table(columns, rows)]
