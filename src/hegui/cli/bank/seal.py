"""`hegui bank seal`: a bank encrypted, so that it can lie on a shared disk."""

from pathlib import Path

import click

from hegui.cli.model.options import key_options
from hegui.cli.options import lang_option
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

WRITTEN = Text(
    "已加密写入 {out}；原文件还在，请自行妥善删除。",
    "Written encrypted to {out}; the plain file is still there: remove it yourself.",
)


@click.command("seal")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到 *.sealed Output.")
@key_options
@lang_option
def command(file: Path, out: Path, key_env: str, key_file: Path | None, lang: Lang) -> int:
    """加密题库，密钥来自环境变量或文件。Encrypt a bank with a key from a variable or a file."""
    from hegui.common.files import write_atomic
    from hegui.engine.bank_sealing import seal_bank
    from hegui.engine.sealed_bank import SEALED
    from hegui.engine.sealing import read_seal

    seal = read_seal(key_env, key_file)
    if seal is None or out.suffix != SEALED:
        raise click.UsageError(
            "请给出 --key-env 或 --key-file，--out 以 .sealed 结尾 "
            "(give --key-env or --key-file, and an --out that ends in .sealed)."
        )
    write_atomic(out, seal_bank(file, seal))
    click.echo(WRITTEN.in_(lang, out=out))
    return DONE
