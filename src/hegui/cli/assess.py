"""`hegui assess`: from a project file to a sealed bundle, in one command."""

import datetime as dt
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from hegui.assess.summary import counts, obligation_counts, reports, summary
from hegui.bundle import Bundle
from hegui.cli.fail_on import exit_code, fail_on_option
from hegui.cli.options import (
    as_of_option,
    catalogue_option,
    json_option,
    lang_option,
    progress_option,
)
from hegui.cli.output import heading, print_json
from hegui.cli.table import Column, table
from hegui.common.files import write_atomic
from hegui.common.text import Lang, Text
from hegui.engine.listeners import listener_of

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
MARKS = {
    "conforms": "✔",
    "partly": "◐",
    "does_not_conform": "✘",
    "not_applicable": "—",
    "undetermined": "?",
}
STATES = {
    "passed": Text("✔ 通过", "✔ passed"),
    "blocked": Text("✘ 未通过", "✘ blocked"),
    "open": Text("? 未定", "? open"),
}
HEAD = Text("{day} 总体结论：{mark} {word}", "{day} conclusion: {mark} {word}")
VERDICTS = {"zh": ("结论", "条款数"), "en": ("verdict", "clauses")}
GATES = {"zh": ("门槛", "状态", "条款"), "en": ("gate", "state", "clauses")}
OBLIGATIONS = Text(
    "合规义务：适用 {applies}，不适用 {does_not_apply}，未定 {undetermined}",
    "Obligations: {applies} apply, {does_not_apply} do not, {undetermined} undetermined",
)
BUNDLE = Text("结果包：{path}（摘要 {digest}）", "Bundle: {path} (digest {digest})")
REPORT = Text("报告：{path}", "Report: {path}")
VERIFY = Text("核验：{hegui} verify {path}", "Verify: {hegui} verify {path}")
ADVICE = Text("本结果不是法律意见。", "This is not legal advice.")
SHOWN = 6
"""Clauses that the table of gates names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asked for; `hegui demo` asks the same way."""

    project: Path
    out: Path
    lang: Lang
    as_json: bool = False
    as_of: dt.date | None = None
    catalogue_dirs: tuple[Path, ...] = ()
    key: str = ""
    only: tuple[str, ...] = ()
    seed: str = ""
    workers: int | None = None
    formats: str = "html,pdf,json"
    resume: bool = False
    fresh: bool = False
    force: bool = False
    answers: Path | None = None
    progress: str = "auto"
    junit: Path | None = None
    sarif: Path | None = None


def run_options(function: F) -> F:
    """Add the options that say how the checks are run."""
    options = [
        click.option("--only", multiple=True, help="只运行这些检查（可重复） Only these checks."),
        click.option("--seed", default="", help="抽样种子（默认用项目的） Key of all draws."),
        click.option("--workers", type=click.IntRange(min=1), help="并行数 Processes at most."),
        click.option(
            "--resume", is_flag=True, help="接着未完成的评估做 Continue an unfinished run."
        ),
        click.option(
            "--fresh",
            is_flag=True,
            help="重新开始，未完成的评估的记录另存 Start anew, keep the records of an unfinished run aside.",
        ),
        progress_option,
    ]
    for option in reversed(options):
        function = option(function)
    return function


def output_options(function: F) -> F:
    """Add the options that say what is written where."""
    options = [
        click.option(
            "--out", type=FILE, default=Path("bundle"), show_default=True, help="结果包 Bundle."
        ),
        click.option(
            "--force", is_flag=True, help="替换 --out 处已有的结果包 Replace the bundle at --out."
        ),
        click.option(
            "--key", default="", help="签名密钥：名称、文件或 none Key to sign with, or none."
        ),
        click.option(
            "--reports",
            "formats",
            default="html,pdf,json",
            show_default=True,
            help="随包报告的格式，或 none Reports in the bundle, or none.",
        ),
        click.option("--junit", type=FILE, help="另写 JUnit 文件 Also write a JUnit file."),
        click.option("--sarif", type=FILE, help="另写 SARIF 文件 Also write a SARIF file."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.command("assess")
@click.argument("project", type=FILE, default=Path("hegui.yaml"))
@output_options
@click.option(
    "--answers",
    type=FILE,
    help="用这个结果包里模型和判定者的回答，不再问 Use the answers of this bundle, ask none of them again.",
)
@run_options
@fail_on_option
@catalogue_option
@as_of_option
@lang_option
@json_option
def command(fail_on: frozenset[str], **asked: Any) -> int:
    """评估项目，写出封存的结果包。Assess a project: run the checks, judge, seal a bundle.

    退出码：0 符合，1 其他结论（见 --fail-on），2 用法不对，3 未能完成。
    Exit codes: 0 conforms, 1 any other conclusion (--fail-on), 2 wrong use, 3 could not run.
    """
    return answer(Asked(**asked), fail_on)


def answer(asked: Asked, fail_on: frozenset[str]) -> int:
    """Assess, print the answer and return the exit code."""
    bundle = perform(asked)
    if asked.as_json:
        print_json(summary(bundle, asked.lang))
    else:
        click.echo("\n".join(text_of(bundle, asked)))
    return exit_code(bundle.assessment.conclusion, fail_on)


def perform(asked: Asked) -> Bundle:
    """Load, assess, and write the extra files."""
    from hegui.assess import Options, assess
    from hegui.assess.rendering import renderer
    from hegui.bundle.keys import signing_key
    from hegui.catalogue import load
    from hegui.project import load_project

    def notice(text: Text) -> None:
        click.echo(text.in_(asked.lang), err=True)

    formats = split(asked.formats)
    render = renderer(formats, [asked.lang], notice)
    key = signing_key(asked.key)
    catalogue = load(asked.catalogue_dirs, as_of=asked.as_of)
    declared = load_project(asked.project, catalogue, as_of=asked.as_of)
    options = Options(
        only=asked.only,
        workers=asked.workers,
        seed=asked.seed,
        key=key,
        resume=asked.resume,
        fresh=asked.fresh,
        force=asked.force,
        answers=asked.answers,
    )
    bundle = assess(
        declared,
        catalogue,
        asked.out,
        options=options,
        render=render,
        listener=listener_of(asked.progress),
        notice=notice,
    )
    write_extra(bundle, asked)
    return bundle


def split(names: str) -> list[str]:
    """Return the names of a comma-separated list; none for `none`."""
    return [name.strip() for name in names.split(",") if name.strip() not in ("", "none")]


def write_extra(bundle: Bundle, asked: Asked) -> None:
    """Write the JUnit and SARIF files that were asked for."""
    from hegui.reports import render_all
    from hegui.reports.from_bundle import material_of

    for name, path in (("junit", asked.junit), ("sarif", asked.sarif)):
        if path is not None:
            (page,) = render_all(material_of(bundle), [name], [asked.lang]).values()
            write_atomic(path, page)


def text_of(bundle: Bundle, asked: Asked) -> list[str]:
    """Return the answer as lines for people."""
    lang, conclusion = asked.lang, bundle.assessment.conclusion
    word = verdict_word(bundle, conclusion, lang)
    head = HEAD.in_(lang, day=bundle.inputs.as_of, mark=MARKS[conclusion], word=word)
    return [
        heading(head),
        "",
        verdict_table(bundle, lang),
        "",
        gate_table(bundle, lang),
        "",
        OBLIGATIONS.in_(lang, **obligation_counts(bundle)),
        BUNDLE.in_(lang, path=near(asked.out), digest=bundle.digest[:16]),
        *(REPORT.in_(lang, path=near(Path(path))) for path in reports(bundle)),
        VERIFY.in_(lang, hegui=own_command(), path=shlex.quote(near(asked.out))),
        ADVICE.in_(lang),
    ]


def near(path: Path) -> str:
    """Return a path as it is shown: relative inside the current folder, else absolute."""
    full = Path(os.path.abspath(path))
    return str(full.relative_to(Path.cwd()) if full.is_relative_to(Path.cwd()) else full)


def own_command() -> str:
    """Return how to call this program: by name where the shell finds it, else by its path."""
    if shutil.which("hegui"):
        return "hegui"
    started = Path(sys.argv[0])
    if started.name == "hegui" and started.is_file():
        return shlex.quote(near(started))
    return f"{shlex.quote(near(Path(sys.executable)))} -m hegui"


def verdict_word(bundle: Bundle, code: str, lang: Lang) -> str:
    """Return the catalogue's word for a verdict."""
    label = bundle.catalogue.labels.get("verdict", {}).get(code)
    return getattr(label, lang) if label else code


def verdict_table(bundle: Bundle, lang: Lang) -> str:
    """Return the five counts."""
    names, numbers = VERDICTS[lang]
    rows = [
        (f"{MARKS[code]} {verdict_word(bundle, code, lang)}", str(count))
        for code, count in counts(bundle).items()
    ]
    return table([Column(names), Column(numbers, "right")], rows)


def gate_table(bundle: Bundle, lang: Lang) -> str:
    """Return the gates with the clauses that keep them shut."""
    name, state, clauses = GATES[lang]
    columns = [Column(name, wrap=True), Column(state), Column(clauses, wrap=True)]
    rows = [
        (
            gate.zh if lang == "zh" else gate.en,
            STATES[gate.state].in_(lang),
            shown(gate.clauses) or (gate.reason_zh if lang == "zh" else gate.reason_en),
        )
        for gate in bundle.assessment.gates
    ]
    return table(columns, rows)


def shown(clauses: tuple[str, ...]) -> str:
    """Return the first clauses and how many more there are."""
    more = len(clauses) - SHOWN
    return ", ".join(clauses[:SHOWN]) + (f" … +{more}" if more > 0 else "")
