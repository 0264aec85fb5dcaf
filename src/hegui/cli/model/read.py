"""`hegui model read`: what another tool's result says of itself."""

from pathlib import Path

import click
import msgspec

from hegui.cli.model.options import FILE
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

HEAD = Text(
    "{tool} {version}：{model} {task}，{items} 条：通过 {passed}，未通过 {failed}，出错 {errors}（{status}）",
    "{tool} {version}: {model} {task}, {items} items: {passed} passed, {failed} failed, {errors} "
    "errors ({status})",
)


@click.command("read")
@click.argument("file", type=FILE)
@lang_option
@json_option
def command(file: Path, lang: Lang, as_json: bool) -> int:
    """读取其他工具的结果：计数、版本、摘要值。Read the result of inspect_ai, garak or promptfoo."""
    from hegui.checks.model.interchange import read_result

    found = {**msgspec.structs.asdict(read_result(file))}
    if as_json:
        print_json(found)
        return DONE
    click.echo(HEAD.in_(lang, **found))
    click.echo(f"  SHA-256 {found['sha256']}")
    for name, counts in found["by"].items():
        click.echo(f"  {name}: " + ", ".join(f"{key} {count}" for key, count in counts.items()))
    return DONE
