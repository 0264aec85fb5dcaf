"""`hegui demo`: assess the example that comes with hegui, from its declaration to the reports."""

import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from hegui.assess.summary import summary
from hegui.bundle import Bundle
from hegui.cli.assess import Asked, near, perform, text_of
from hegui.cli.example import ExampleFailedError, last_line, prepare, serving
from hegui.cli.fail_on import exit_code, fail_on_option
from hegui.cli.options import as_of_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.text import LANGS, Lang, Text

FORMATS = "html,pdf,json"
STEPS = {
    "prepare": Text(
        "复制示例，生成语料、媒体与文件 ……", "Copying the example, generating its data …"
    ),
    "serve": Text("启动示例服务 ……", "Starting its chat service …"),
    "report": Text("另写一种语言的报告 ……", "Writing the reports in the other language …"),
}
REPORT = Text("报告：{path}", "Report: {path}")
PLANTED = Text(
    "示例中的问题是有意种下的，所以总体结论为不符合。",
    "The problems of the example are planted, so it does not conform.",
)


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo-bundle"),
    show_default=True,
    help="结果包 Bundle.",
)
@click.option(
    "--force", is_flag=True, help="替换 --out 处已有的结果包 Replace any bundle at --out."
)
@fail_on_option
@as_of_option
@lang_option
@json_option
def command(
    out: Path,
    force: bool,
    fail_on: frozenset[str],
    as_of: dt.date | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """运行自带的示例：一家虚构公司的对话与作图服务。Assess the example: a fictional chat-and-image service.

    示例里种有问题，结论为不符合，退出码为 1。再次运行会替换上次的示例结果包，不替换别的结果包。
    A second run replaces the bundle of the first, and no other bundle.
    Problems are planted, so it does not conform and the exit code is 1.
    """
    bundle = run(out=out, force=force, as_of=as_of, lang=lang)
    step("report", lang)
    others = other_reports(out, next(other for other in LANGS if other != lang))
    if as_json:
        paths = [os.path.abspath(path) for path in others]
        print_json(summary(bundle, lang) | {"other_reports": paths})
    else:
        show(bundle, out, lang, others)
    return exit_code(bundle.assessment.conclusion, fail_on)


def run(*, out: Path, force: bool, as_of: dt.date | None, lang: Lang) -> Bundle:
    """Prepare the example in a temporary folder, assess it while its service runs, and clean up."""
    with stopped_by_terminate(), tempfile.TemporaryDirectory(prefix="hegui-demo-") as work:
        step("prepare", lang)
        folder = prepare(Path(work))
        step("serve", lang)
        with serving(folder):
            asked = Asked(
                project=folder / "hegui.yaml",
                out=out,
                lang=lang,
                as_of=as_of,
                force=force or is_demo(out, folder),
                fresh=True,
            )
            return perform(asked)


def is_demo(out: Path, example: Path) -> bool:
    """Tell whether a sealed bundle of the example stands at the output: the next one replaces it."""
    from hegui.assess.place import manifest_of
    from hegui.bundle.declaration import parse_project
    from hegui.bundle.layout import PROJECT

    try:
        found = parse_project((out / PROJECT).read_bytes()).organisation
        own = parse_project((example / "hegui.yaml").read_bytes()).organisation
    except (OSError, ValueError):
        return False
    return found == own and manifest_of(out) is not None


def step(name: str, lang: Lang) -> None:
    """Say on standard error what is being done."""
    click.echo(STEPS[name].in_(lang), err=True)


@contextmanager
def stopped_by_terminate() -> Iterator[None]:
    """Let SIGTERM end the command like Ctrl-C, so that the service does not outlive it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def other_reports(out: Path, lang: Lang) -> list[Path]:
    """Write the reports in the other language beside the bundle, in a process of their own.

    Setting a second PDF in this process would keep the memory of the first.
    """
    folder = out.parent / f"{out.name}-reports"
    options = ["--format", FORMATS, "--lang", lang, "--out", str(folder)]
    made = subprocess.run(
        [sys.executable, "-m", "hegui", "report", str(out), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise ExampleFailedError(what_zh="报告", what_en="report", why=last_line(made.stderr))
    return [Path(line) for line in made.stdout.splitlines() if line]


def show(bundle: Bundle, out: Path, lang: Lang, others: list[Path]) -> None:
    """Print the summary, where everything is, and why the exit code is what it is."""
    asked = Asked(project=Path(), out=out, lang=lang)
    lines = text_of(bundle, asked)
    more = [REPORT.in_(lang, path=near(path)) for path in others]
    planted = [PLANTED.in_(lang)] if bundle.assessment.conclusion == "does_not_conform" else []
    click.echo("\n".join([*lines[:-2], *more, *lines[-2:], *planted]))
