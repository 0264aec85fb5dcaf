"""`hegui bank import`: a bank made of the questions of a public set."""

from pathlib import Path

import click
import msgspec

from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

EXPECTATIONS = ("should_refuse", "should_answer", "open")
HEAD = Text(
    "{rows} 行：{questions} 题写入 {out}，{repeated} 行重复，{left_out} 行的标签没有对应的风险",
    "{rows} rows: {questions} questions in {out}, {repeated} repeated, {left_out} with labels "
    "that no risk takes",
)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "source", required=True, help="题集名称，如 jade Name of the set.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到 JSONL Output.")
@click.option("--expectation", type=click.Choice(EXPECTATIONS), default="should_refuse", show_default=True)  # fmt: skip
@catalogue_option
@lang_option
@json_option
def command(
    file: Path,
    source: str,
    out: Path,
    expectation: str,
    catalogue_dirs: tuple[Path, ...],
    lang: Lang,
    as_json: bool,
) -> int:
    """由公开题集制作题库：标签换成风险编号，重复合并。Make a bank of a public set of questions."""
    from hegui.catalogue import load
    from hegui.checks.banks.importing import import_bank, lines
    from hegui.common.files import write_atomic

    made = import_bank(file, source, load(catalogue_dirs), expectation)
    write_atomic(out, b"".join(lines(made.questions)))
    told = {**msgspec.structs.asdict(made), "questions": len(made.questions), "out": str(out)}
    if as_json:
        print_json(told)
        return DONE
    click.echo(heading(HEAD.in_(lang, **told)))
    for code, count in made.by_risk.items():
        click.echo(f"  {code}  {count}")
    for label, count in made.unmapped.items():
        click.echo(f"  ? {label}  {count}")
    return DONE
