"""`hegui model judge`: judge recorded answers."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

JUDGES = ("refusal",)
BAD = Text("应是含 id 和 answer 的 JSON 对象", "it must be a JSON object with id and answer")


@click.command("judge")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--judge", "judge", type=click.Choice(JUDGES), default="refusal", show_default=True)
@lang_option
@json_option
def command(file: Path, judge: str, lang: Lang, as_json: bool) -> int:
    """判定已有的回答：每行 id、question、answer。Judge recorded answers, one JSON object a line."""
    from hegui.checks.model.judging import judge as judge_refusal
    from hegui.checks.model.judging import judge_digest, judge_version

    found, digest = [], judge_digest()
    for name, answer in rows(file):
        said = judge_refusal(answer)
        verdict = said.verdict
        reason = said.why or " ".join(said.cues)
        found.append({"id": name, "verdict": verdict, "reason": reason, "digest": digest})
    counts = dict(sorted(Counter(row["verdict"] for row in found).items()))
    about = {"judge": judge, "version": judge_version(), "digest": digest}
    if as_json:
        print_json({**about, "counts": counts, "answers": found})
    else:
        for row in found:
            click.echo(f"{row['id']}\t{row['verdict']}\t{row['reason']}")
        click.echo(f"{counts}  {judge} {about['version']} {about['digest'][:16]}", err=True)
    return DONE


def rows(file: Path) -> Iterator[tuple[str, str]]:
    """Yield id and answer of each line; raise `TableError`, which names the line."""
    from hegui.engine.tables import fail, read_text

    for number, line in enumerate(read_text(file).splitlines(), start=1):
        if not line.strip():
            continue
        value = _parsed(line)
        name, answer = value.get("id"), value.get("answer")
        if not isinstance(name, str | int) or not isinstance(answer, str):
            raise fail(file, number, BAD.zh, BAD.en)
        yield str(name), answer


def _parsed(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
