"""`hegui admin ledger`: verify and export the chains."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text
from hegui.server.operations.options import (
    data_option,
    json_option,
    lang_option,
    print_json,
    ready_with_data,
)

FITS = Text("{chain}：{entries} 条，全部相符。", "{chain}: {entries} entries, all fit.")
FAILS = Text(
    "{chain}：{entries} 条，发现 {n} 处不符：",
    "{chain}: {entries} entries, {n} of them do not fit:",
)
org_option = click.option(
    "--org", default=None, help="只看一个组织 Address name of one organisation."
)


@click.group("ledger")
def ledger_group() -> None:
    """操作记录：核验与导出。The ledger: verify and export."""


@ledger_group.command("verify")
@org_option
@data_option
@lang_option
@json_option
def verify_command(org: str | None, lang: Lang, as_json: bool) -> int:
    """逐条核验操作记录；有不符时退出码为 1。Verify every entry; exit code 1 when one does not fit."""
    ready_with_data()
    from hegui.server.ledger.verify import verify_chain

    answers = [verify_chain(chain) for chain in chosen(org)]
    if as_json:
        rows = [
            {
                "chain": found.chain,
                "entries": found.entries,
                "digest": found.digest,
                "problems": [
                    {"code": p.code, "number": p.number, "message": p.text.in_(lang)}
                    for p in found.problems
                ],
            }
            for found in answers
        ]
        print_json({"ok": all(found.ok for found in answers), "chains": rows})
    else:
        for found in answers:
            text = FITS if found.ok else FAILS
            values = {"chain": found.chain, "entries": found.entries}
            click.echo(text.in_(lang, n=len(found.problems), **values))
            for problem in found.problems:
                click.echo(f"  {problem.text.in_(lang)}")
    return DONE if all(found.ok for found in answers) else DONE_WITH_FINDINGS


@ledger_group.command("export")
@org_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="文件（默认标准输出）File; standard output without it.",
)
@data_option
def export_command(org: str | None, out: Path | None) -> int:
    """导出为 JSON 行，任何人可离线核验。Export as lines of JSON that anyone can verify."""
    ready_with_data()
    from hegui.server.ledger.export import export_chain

    lines = (line for chain in chosen(org) for line in export_chain(chain))
    if out is None:
        sys.stdout.flush()
        for line in lines:
            click.echo(line.decode(), nl=False)
    else:
        from hegui.common.files import write_atomic
        from hegui.server.operations.backup.errors import BackupExistsError

        if out.exists():
            raise BackupExistsError(path=out)
        write_atomic(out, b"".join(lines))
    return DONE


def chosen(org: str | None) -> Iterable[str]:
    """Return the chain of one organisation, or all chains."""
    from hegui.server.ledger.verify import chains
    from hegui.server.operations.people import organisation_get

    return chains() if org is None else [str(organisation_get(org).id)]
