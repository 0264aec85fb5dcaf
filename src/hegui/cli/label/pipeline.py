"""`hegui label check-pipeline`: which labels a step drops or alters, format by format."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.label.running import plain
from hegui.cli.options import json_option, lang_option, progress_option
from hegui.cli.output import print_json
from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text, default_lang

UNIT = Text("个格式", "formats")
STATES = {
    "kept": Text("保留", "kept"),
    "misplaced": Text("位置不对", "misplaced"),
    "altered": Text("被改动", "altered"),
    "lost": Text("丢失", "lost"),
    "undecided": Text("无法判定", "undecided"),
}
COLUMNS = Text("格式,输出,结论,原因", "format,output,label,reason")
TOTAL = Text("{files} 个探针：", "Probes: {files}; ")
NAMED = Text(
    "无法判定的不算通过；请用 --formats 写明这一步应能处理的格式。",
    "What is undecided did not pass; name the formats that the step is meant for with --formats.",
)
EXTENSION = Text("“{name}”不是扩展名", "“{name}” is no extension")
LIMIT = Text(
    "只看隐式标识，只说明这一步对这些小文件的处理；显式标识须另行检查。",
    "The implicit label alone was looked at, in these small files; explicit labels are another check.",
)


def _extension(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Return an extension with its dot, empty for none."""
    name = value.removeprefix(".")
    if name and not (name.isascii() and name.isalnum()):
        raise click.BadParameter(EXTENSION.in_(default_lang(), name=name))
    return name and f".{name}"


@click.command("check-pipeline")
@click.argument("step", metavar="-- CMD {in} {out}", nargs=-1, required=True)
@click.option(
    "--formats",
    multiple=True,
    help="格式或类别，可用逗号 Formats or kinds: png,mp4,image,audio,video,text (default: all).",
)
@click.option(
    "--probe",
    "own",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="改用自己的文件 A file of your own in place of the packaged ones.",
)
@click.option(
    "--to",
    callback=_extension,
    default="",
    help="输出的扩展名 Extension of {out}, where the format changes.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 86400),
    default=60.0,
    show_default=True,
    help="每个文件的秒数 Seconds for each file.",
)
@progress_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """把各种格式的带标识探针送过一步处理，看标识是否还在。Run a step over labelled probe files.

    不经过 shell；{in} 和 {out} 换成路径。退出码：0 没有丢失或改动，1 有，或写明的格式无法判定，
    2 用法不对，3 一个也判定不了。
    No shell is used; {in} and {out} become paths. Exit codes: 0 none lost or altered, 1 some were, or
    a format that you named is undecided, 2 wrong use, 3 none could be judged.
    """
    from hegui.checks.labels.service.probing import BAD, CHECK
    from hegui.checks.labels.service.stepping import words_of

    step = words_of(asked["step"])
    found = perform(step, asked, lang)
    counts = {name: sum(one.state == name for one in found) for name in STATES}
    named = bool(asked["formats"] or asked["own"])
    if as_json:
        rows = [one.as_dict() for one in found]
        print_json({"check": CHECK, "command": step, "counts": counts, "formats": rows})
    else:
        click.echo("\n".join(as_text(found, counts, named, lang)))
    if any(counts[state] for state in BAD) or (named and counts["undecided"]):
        return DONE_WITH_FINDINGS
    return DONE if counts["kept"] else COULD_NOT_RUN


def perform(step: list[str], asked: dict[str, Any], lang: Lang) -> list[Any]:
    """Run the step over every probe, with progress."""
    from hegui.checks.labels.service.probing import packaged, probe
    from hegui.checks.labels.service.stepping import check_step
    from hegui.cli.corpus.counting import counting

    check_step(step)
    names = [name for given in asked["formats"] for name in given.split(",")]
    probes = [*(packaged(names) if names or not asked["own"] else []), *asked["own"]]
    found: list[Any] = []
    with counting(asked["progress"], lang, UNIT) as told:
        for one in probe(step, probes, seconds=asked["timeout"], suffix=asked["to"]):
            found.append(one)
            told(len(found))
    return found


def as_text(found: list[Any], counts: dict[str, int], named: bool, lang: Lang) -> list[str]:
    """Return the answer for people: one line a format, what was lost first."""
    from hegui.cli.table import Column, table

    order = ["lost", "altered", "misplaced", "undecided", "kept"]
    rows = [
        [
            plain(one.name),
            one.after.carrier if one.after else "",
            STATES[one.state].in_(lang),
            plain(one.reason.in_(lang)),
        ]
        for one in sorted(found, key=lambda one: order.index(one.state))
    ]
    first, output, state, reason = COLUMNS.in_(lang).split(",")
    heads = [Column(first, wrap=True), Column(output), Column(state), Column(reason, wrap=True)]
    said = "，" if lang == "zh" else ", "
    sums = said.join(f"{word.in_(lang)} {counts[name]}" for name, word in STATES.items())
    lines = [table(heads, rows), "", TOTAL.in_(lang, files=len(found)) + sums]
    if counts["undecided"] and not named:
        lines.append(NAMED.in_(lang))
    return [*lines, LIMIT.in_(lang)]
