"""`hegui bank suite`: the suites that come with the product, as banks."""

import json
from pathlib import Path

import click

from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

WRITTEN = Text("{count} 题写入 {out}", "{count} questions in {out}")


@click.command("suite")
@click.argument("name", default="")
@click.option("--out", type=click.Path(path_type=Path), help="写到 JSONL Output.")
@lang_option
@json_option
def command(name: str, out: Path | None, lang: Lang, as_json: bool) -> int:
    """自带题集：不写名称就列出。The suites of the product as banks; without a name they are listed."""
    from hegui.checks.banks.suites import suite, suites
    from hegui.common.files import write_atomic

    if not name:
        found = {
            key: {"items": len(suite(key)), "title": Text(own.title.zh, own.title.en).in_(lang)}
            for key, own in suites().items()
        }
        if as_json:
            print_json(found)
        else:
            click.echo("\n".join(f"{k}\t{v['items']}\t{v['title']}" for k, v in found.items()))
        return DONE
    rows = suite(name)
    if out is None:
        raise click.UsageError("请给出 --out (give --out).")
    write_atomic(out, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode())
    told = {"name": name, "count": len(rows), "out": str(out)}
    if as_json:
        print_json(told)
    else:
        click.echo(WRITTEN.in_(lang, **told))
    return DONE
