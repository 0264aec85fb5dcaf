"""`hegui checks`: list all checks, show one, or run some of them without an assessment."""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import (
    as_of_option,
    catalogue_option,
    json_option,
    lang_option,
    progress_option,
)
from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text
from hegui.engine.check import Check
from hegui.engine.listeners import listener_of
from hegui.engine.model import CheckResult
from hegui.engine.registry import BrokenPluginError, Registry

READY = Text("可运行", "ready")
PENDING = Text("尚未运行", "not run yet")


class NothingToRunError(WrongUseError):
    """The project declares nothing that the chosen checks look at."""

    code = "nothing_to_run"
    text = Text(
        "“{path}”没有声明检查“{ids}”所需的目标；请在 targets 或 documents 下补充后再运行。",
        "“{path}” declares nothing for “{ids}” to look at; add it under targets or documents.",
    )


class _Group(click.Group):
    """Lists when no subcommand is named."""

    default = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)


@click.group("checks", cls=_Group)
def command() -> None:
    """列出、查看与单独运行检查。List checks, show one, run some without an assessment."""


@command.command("list")
@lang_option
@json_option
def list_command(lang: Lang, as_json: bool) -> int:
    """列出全部检查。List all checks with version, subject kinds, measures and state."""
    registry, broken = _what_works()
    checks = registry.all()
    if as_json:
        found = {"checks": [describe(check) for check in checks]}
        plugins = [error.as_dict(lang) for error in broken]
        _print_json(found | ({"broken_plugins": plugins} if plugins else {}))
        return DONE
    for check in checks:
        click.echo(f"{check.id}  v{check.version}  [{state(check).in_(lang)}]")
        click.echo(f"    {check.title.in_(lang)} · {', '.join(check.subject_kinds)}")
        click.echo(f"    {', '.join(check.measures)}")
    return DONE


@command.command("show")
@click.argument("check_id", metavar="ID")
@lang_option
@json_option
def show_command(check_id: str, lang: Lang, as_json: bool) -> int:
    """查看一项检查。Show one check: measures, and what it cannot show."""
    registry, broken = _what_works()
    if broken and check_id not in {check.id for check in registry.all()}:
        raise broken[0]
    check = registry.get(check_id)
    if as_json:
        _print_json(describe(check))
        return DONE
    words = LABELS[lang]
    click.echo(f"{check.id}  v{check.version}  [{state(check).in_(lang)}]")
    click.echo(check.title.in_(lang))
    click.echo(f"{words[0]}{', '.join(check.subject_kinds)}")
    click.echo(f"{words[1]}{', '.join(check.measures)}")
    click.echo(f"{words[2]}{check.cannot_show.in_(lang)}")
    return DONE


LABELS: dict[Lang, tuple[str, str, str]] = {
    "zh": ("对象：", "测量值：", "看不出："),
    "en": ("Subjects: ", "Measures: ", "Cannot show: "),
}


@command.command("run")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.argument("project", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("check-results"),
    show_default=True,
    help="结果写到哪个文件夹 Folder for results, findings and journals.",
)
@click.option("--seed", default="", help="抽样种子（默认用项目的）Key of all draws.")
@click.option("--workers", type=click.IntRange(min=1), help="并行数 Processes or tasks at most.")
@progress_option
@click.option("--traceback", is_flag=True, help="检查出错时打印调用栈 Print where a check broke.")
@catalogue_option
@as_of_option
@lang_option
@json_option
def run_command(
    ids: tuple[str, ...],
    project: Path,
    out: Path,
    seed: str,
    workers: int | None,
    progress: str,
    traceback: bool,
    catalogue_dirs: tuple[Path, ...],
    as_of: date | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """单独运行检查（编号或系列名，如 corpus）。Run checks by id or family on a project file.

    退出码：0 无发现，1 有发现或有读不了的条目，2 用法不对，3 有检查没能运行。
    Exit codes: 0 no findings, 1 findings or unreadable items, 2 wrong use, 3 a check could not run.
    """
    from hegui.catalogue import load
    from hegui.engine.runner import run_checks
    from hegui.project import load_project

    if traceback:
        _print_tracebacks()
    registry = _registry()
    refuse_pending(registry, ids)
    catalogue = load(catalogue_dirs, as_of=as_of)
    results = run_checks(
        load_project(project, catalogue, as_of=as_of),
        catalogue,
        out=out,
        only=ids,
        workers=workers,
        seed=seed,
        listener=listener_of(progress),
        registry=registry,
    )
    if not results:
        raise NothingToRunError(path=project, ids=" ".join(ids))
    if as_json:
        _print_json({"results": _plain(results), "out": str(out)})
    else:
        for result in results:
            click.echo("\n".join(lines(result, lang)))
    return exit_code(results)


def refuse_pending(registry: Registry, ids: Sequence[str]) -> None:
    """Raise the error of a check that is named by its id but not run yet."""
    from hegui.checks.pending import NotRunYetError

    for check in registry.all():
        if check.pending and check.id in ids:
            raise NotRunYetError(id=check.id)


def exit_code(results: Sequence[CheckResult]) -> int:
    """Return 3 when a check could not run, 1 with findings or errors, else 0."""
    if any(result.status != "done" for result in results):
        return COULD_NOT_RUN
    noted = any(result.finding_count or result.error_count for result in results)
    return DONE_WITH_FINDINGS if noted else DONE


def lines(result: CheckResult, lang: Lang) -> list[str]:
    """Return a result as lines for people."""
    target = f" · {result.target}" if result.target else ""
    head = [f"{result.check}{target}: {result.status}"]
    if reason := Text(result.reason_zh, result.reason_en).in_(lang):
        head.append(f"    {reason}")
    head += [f"    {name} = {_value(value)}" for name, value in sorted(result.measures.items())]
    head += rate_lines(result, lang)
    if result.finding_count:
        head.append(f"    {result.findings_file}: {result.finding_count}")
    head += [f"    ! {error.where}: {error.what}" for error in result.errors[:5]]
    if result.error_count > 5:
        head.append(f"    ! ... {result.error_count}")
    return head


def rate_lines(result: CheckResult, lang: Lang) -> list[str]:
    """Return k of n with its exact bounds, where the check measured a rate."""
    from hegui.engine.statistics import rate

    k, n = (result.measures.get(name) for name in ("k", "n"))
    if not isinstance(k, int) or not isinstance(n, int) or not n:
        return []
    shown = rate(k, n)
    text = Text(
        "{k}/{n} = {share:.2%}（单侧 95% 界：不低于 {low:.2%}，不高于 {high:.2%}）",
        "{k}/{n} = {share:.2%} (one-sided 95 % bounds: at least {low:.2%}, at most {high:.2%})",
    )
    values = {"k": k, "n": n, "share": k / n, "low": shown.lower, "high": shown.upper}
    return [f"    {text.in_(lang, **values)}"]


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def state(check: Check) -> Text:
    """Return whether the check can be run."""
    return PENDING if check.pending else READY


def describe(check: Check) -> dict[str, Any]:
    """Return the check as JSON."""
    return {
        "id": check.id,
        "version": check.version,
        "state": "not_run_yet" if check.pending else "ready",
        "title": check.title._asdict(),
        "subject_kinds": list(check.subject_kinds),
        "measures": list(check.measures),
        "cannot_show": check.cannot_show._asdict(),
    }


def _what_works() -> tuple[Registry, list[BrokenPluginError]]:
    """Return the registry and the plugins that cannot be loaded, which are named on stderr."""
    from hegui.engine.registry import REGISTRY, load_what_works

    broken = load_what_works()
    for error in broken:
        click.echo(error.message(), err=True)
    return REGISTRY, broken


def _registry() -> Registry:
    from hegui.engine.registry import load_checks

    return load_checks()


def _print_tracebacks() -> None:
    """Send the engine's log to standard error until the command ends."""
    log = logging.getLogger("hegui.engine")
    handler = logging.StreamHandler(sys.stderr)
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    click.get_current_context().call_on_close(lambda: log.removeHandler(handler))


def _plain(results: Sequence[CheckResult]) -> Any:
    import msgspec

    return msgspec.to_builtins(results)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
