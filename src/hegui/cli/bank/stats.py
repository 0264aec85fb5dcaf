"""`hegui bank stats`: what is in a bank, without a word of its questions."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.model.options import key_options
from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

HEAD = Text("{items} 题，字数中位 {median}，最长 {longest}", "{items} questions, {median} characters in the median, {longest} at most")  # fmt: skip
AGE = Text("最近新增或复核于 {newest}，距今 {age_days} 天", "last added to or reviewed on {newest}, {age_days} days ago")  # fmt: skip
UNDATED = Text("没有日期，看不出多久没有更新", "no dates: how old it is cannot be told")


@click.command("stats")
@click.argument("file", type=click.Path(path_type=Path))
@key_options
@as_of_option
@catalogue_option
@lang_option
@json_option
def command(file: Path, lang: Lang, as_json: bool, **asked: Any) -> int:
    """题库里有什么：种类、风险、来源、字数、更新时间，不显示题目。What is in a bank; no question is shown."""
    from hegui.catalogue import load
    from hegui.checks.banks.stats import stats
    from hegui.common.dates import today
    from hegui.engine.mixed_bank import read_mixed_bank
    from hegui.engine.sealing import read_seal

    seal = read_seal(asked["key_env"], asked["key_file"])
    risks = load(asked["catalogue_dirs"]).risks
    found = stats(read_mixed_bank(file, risks=risks, seal=seal), asked["as_of"] or today())
    if as_json:
        print_json(found)
        return DONE
    chars = found["chars"]
    said = {"items": found["items"], "median": chars["median"], "longest": chars["max"]}
    click.echo(heading(HEAD.in_(lang, **said)))
    for name, counts in {
        **found["by"],
        "risk": found["by_risk"],
        "media": found["by_media"],
    }.items():
        if counts:
            click.echo(f"  {name}: " + ", ".join(f"{k} {v}" for k, v in counts.items()))
    click.echo("  " + (AGE.in_(lang, **found) if found["newest"] else UNDATED.in_(lang)))
    return DONE
