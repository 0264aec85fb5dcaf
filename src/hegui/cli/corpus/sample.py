"""`hegui corpus sample`: draw documents for people to read, and a share for a machine to judge."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hegui.cli.corpus.engines import engine_of, engine_options
from hegui.cli.corpus.fields import field_map, files_of, meta_option, text_options
from hegui.cli.corpus.sample_words import as_data, as_text
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

if TYPE_CHECKING:
    from hegui.checks.corpus.samples.stage import Plan

FILE = click.Path(path_type=Path)
STRATA = ("source", "language", "type", "finding")


class SampleOptionError(WrongUseError):
    """An option of `hegui corpus sample` that cannot be meant."""

    code = "corpus_sample_option"
    text = Text("选项 {option} 不成立：{why_zh}。", "Option {option} cannot be meant: {why_en}.")


@click.command("sample")
@click.argument("paths", nargs=-1, required=True)
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder for draw and review set.")
@click.option("--n", "size", type=click.IntRange(min=1), help="供人审核的条数 Items for people.")
@click.option("--bound", help="要支持的合格率，如 0.96 Pass rate that the size shall support.")
@click.option("--good", help="与 --bound 合用：实际合格率估计 With --bound: the rate you expect.")
@click.option("--strata", help="分层字段：source,language,type,finding 或 none Fields of strata.")
@click.option("--minimum", type=click.IntRange(min=0), help="每层至少 Items of a stratum at least.")
@click.option("--share", help="机器判断的占比，如 0.1 Share that the machine judges.")
@click.option("--findings", type=FILE, help="hegui corpus scan 的输出 Folder of a scan.")
@click.option(
    "--seed", default="", help="种子；不给则由语料内容得出 Seed; by default from content."
)
@text_options
@meta_option
@engine_options
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """从语料中抽样：供人审核，或由机器判断十分之一。Draw a sample for people, or a share for a machine.

    PATH 可以是文件、文件夹或通配符。PATHS are files, folders or globs.
    退出码：0 完成，1 机器判断未达标或未定，2 用法不对，3 有分片读不了。
    Exit codes: 0 completed, 1 the machine's share is below its rule or unknown, 2 wrong use, 3 a shard failed.
    """
    outcome = perform(asked, lang)
    if as_json:
        print_json(as_data(outcome, asked, lang))
    else:
        click.echo("\n".join(as_text(outcome, asked, lang)))
    if outcome.result.failures:
        return COULD_NOT_RUN
    judged = outcome.technical
    return DONE_WITH_FINDINGS if judged and judged.rate.rule_met is not True else DONE


def perform(asked: dict[str, Any], lang: Lang) -> Any:
    """Draw with a progress bar on standard error."""
    from hegui.catalogue import load
    from hegui.checks.corpus.samples.sampling import Request, sample
    from hegui.cli.corpus.bar import bar

    files, catalogue = files_of(asked), load(asked["catalogue_dirs"])
    share = _fraction("--share", asked["share"])
    plan = plan_of(asked, files, catalogue, people=share is None or asked_for_people(asked))
    request = Request(
        paths=asked["paths"], plan=plan, fields=field_map(asked), folder=asked["out"], share=share
    )
    with bar(asked["progress"]) as progress:
        return sample(
            request, files, catalogue, engine_of(asked), resume=asked["resume"], progress=progress
        )


def asked_for_people(asked: dict[str, Any]) -> bool:
    """Tell whether a size for people was asked for."""
    return asked["size"] is not None or asked["bound"] is not None


def plan_of(asked: dict[str, Any], files: Any, catalogue: Any, *, people: bool) -> "Plan":
    """Return the plan that the options ask for; raises `SampleOptionError`, `NoScanError`."""
    from hegui.checks.corpus.samples.errors import NoScanError
    from hegui.checks.corpus.samples.rules import sample_rules
    from hegui.checks.corpus.samples.sampling import key_of
    from hegui.checks.corpus.samples.stage import Plan

    rules, scan = sample_rules().drawing, asked["findings"]
    strata = strata_of(asked["strata"], rules.strata, scan)
    for option, needed in (("--share", asked["share"]), ("--strata finding", "finding" in strata)):
        if needed and scan is None:
            raise NoScanError(option=option)
    return Plan(
        key=key_of(asked["seed"], files, asked["out"]),
        size=size_of(asked, catalogue) if people else 0,
        minimum=(rules.minimum if asked["minimum"] is None else asked["minimum"]) if people else 0,
        strata=strata,
        technical=asked["share"] is not None,
        scan=scan,
    )


def strata_of(given: str | None, default: tuple[str, ...], scan: Path | None) -> tuple[str, ...]:
    """Return the fields of strata; by default also the findings where there is a scan."""
    if given is None:
        return (*default, "finding") if scan else default
    if given.strip() in ("", "none"):
        return ()
    names = tuple(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))
    for name in names:
        if name not in STRATA:
            known = ", ".join(STRATA)
            raise SampleOptionError(
                option="--strata",
                why_zh=f"“{name}”不在 {known} 之中",
                why_en=f"“{name}” is not in {known}",
            )
    return names


def size_of(asked: dict[str, Any], catalogue: Any) -> int:
    """Return how many items people read: as asked, as a bound needs, or as the catalogue says."""
    from hegui.checks.corpus.samples.rules import wanted_size
    from hegui.engine.statistics import BadCountError, acceptance_plan, smallest_sample

    bound, good = _fraction("--bound", asked["bound"]), _fraction("--good", asked["good"])
    if bound is None and good is None:
        return asked["size"] or wanted_size(catalogue)
    if asked["size"] is not None or bound is None:
        raise SampleOptionError(
            option="--bound",
            why_zh="不能与 --n 合用，--good 须与它合用",
            why_en="it excludes --n, and --good needs it",
        )
    try:
        return smallest_sample(bound) if good is None else acceptance_plan(bound, good).n
    except BadCountError as error:
        raise SampleOptionError(
            option="--bound",
            why_zh=error.message("zh").rstrip("。"),
            why_en=error.message("en").rstrip("."),
        ) from error


def _fraction(option: str, value: str | None) -> Fraction | None:
    if value is None:
        return None
    try:
        percent = value.strip().removesuffix("%").removesuffix("％")
        found = Fraction(percent) / (1 if percent == value.strip() else 100)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 < found <= 1:
        raise SampleOptionError(
            option=option,
            why_zh=f"“{value}”应是 0 到 1 之间的数",
            why_en=f"“{value}” should be a number from 0 to 1",
        )
    return found
