"""`hegui label write`: write implicit labels into files, or add the elements of propagation."""

import functools
from pathlib import Path
from typing import Any

import click

from hegui.checks.labels.security.manifests import ThenSign
from hegui.checks.labels.writing import Seal, Wish, check_wish, perform
from hegui.cli.label.files import expanded
from hegui.cli.label.running import common_folder, each, error_line, many_options, plain, write_csv
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
HEADS = ("file", "out", "place", "action", "error")
ACTIONS = {
    "write": Text("已写入", "written"),
    "propagate": Text("已补充传播要素", "propagation added"),
    "would-write": Text("将写入", "would be written"),
    "would-propagate": Text("将补充传播要素", "propagation would be added"),
}
TOTAL = Text("{done} 个完成，{failed} 个未完成", "{done} done, {failed} not done")


class LabelPlaceError(WrongUseError):
    """It is not clear where labelled files are to go."""

    code = "label_place"
    text = Text(
        "请给出 --out 文件夹、--in-place 或 --patch 三者之一。",
        "Give one of --out FOLDER, --in-place, --patch.",
    )


class LabelKeyError(WrongUseError):
    """One of two options that belong together is missing."""

    code = "label_key_pair"
    text = Text("{zh}一起给出。", "Give {en} together.")


@click.command("write")
@click.argument("files", nargs=-1, required=True)
@click.option("--producer", default="", help="生成服务提供者的名称或编码 Producer: code or name.")
@click.option(
    "--content-id",
    default="",
    help="内容编号；可用 {uuid} {sha256} {stem} Number of the content.",
)
@click.option(
    "--label",
    type=click.Choice(["1", "2", "3"]),
    default="1",
    show_default=True,
    help="1 是，2 可能是，3 疑似 1 generated, 2 possibly, 3 suspected.",
)
@click.option("--propagator", default="", help="传播服务提供者 Propagator: code or name.")
@click.option("--propagate-id", default="", help="传播编号，可用同样的占位 Number there.")
@click.option(
    "--sign-key",
    type=FILE,
    help="用 SM2 私钥签名：生成者写进 ReservedCode1，传播者写进 ReservedCode2 Sign with an SM2 key.",
)
@click.option("--sign-key-pass", type=FILE, help="口令文件（首行）File whose first line opens it.")
@click.option(
    "--then-sign",
    type=FILE,
    metavar="CERTS",
    help="写好标识后用 C2PA 签名：证书链 PEM Then sign by C2PA: certificates in PEM.",
)
@click.option("--then-sign-key", type=FILE, help="C2PA 私钥 PEM The private key for --then-sign.")
@click.option("--then-sign-key-pass", type=FILE, help="其口令文件 File with its pass-phrase.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="输出文件夹 Folder.")
@click.option("--in-place", is_flag=True, help="替换原文件 Replace the files.")
@click.option("--patch", is_flag=True, help="只用文件里的空闲空间 Change only free space inside.")
@click.option("--overwrite", is_flag=True, help="可覆盖 --out 里的文件 May replace files in --out.")
@click.option(
    "--verify",
    type=click.Choice(["full", "structure"]),
    default="full",
    show_default=True,
    help="full 另逐字节比对有效内容 full also compares the payload.",
)
@click.option("--fsync", is_flag=True, help="防断电 Guard against a loss of power.")
@click.option(
    "--force", is_flag=True, help="签名、C2PA 清单会失效也写 Write though a signature breaks."
)
@click.option("--dry-run", is_flag=True, help="只说会做什么 Say what would be done.")
@many_options
@lang_option
@json_option
def command(
    files: tuple[str, ...],
    lang: Lang,
    as_json: bool,
    jobs: int,
    progress: str,
    csv_file: Path | None,
    **asked: Any,
) -> int:
    """写入隐式标识；已有标识的补充传播要素。Write labels, or add propagation to those there.

    退出码：0 全部完成，1 有文件未完成（其原样不动），2 用法不对。
    Exit codes: 0 all done, 1 some not done (left as they are), 2 wrong use.
    """
    if sum((asked["out"] is not None, asked["in_place"], asked["patch"])) != 1:
        raise LabelPlaceError
    from hegui.cli.label.rows import rules

    asked.pop("in_place")
    seal = _seal(asked.pop("sign_key"), asked.pop("sign_key_pass"))
    then = _then(*(asked.pop(f"then_sign{part}") for part in ("", "_key", "_key_pass")))
    wish = Wish(**asked, seal=seal, then=then)
    paths = expanded(files)
    check_wish(wish, len(paths), rules())
    root = common_folder(paths)
    work = functools.partial(perform, wish, root)
    rows = each(paths, work, jobs=jobs, progress=progress, lang=lang)
    failed = sum("error" in row for row in rows)
    if csv_file:
        write_csv(csv_file, HEADS, ([_cell(row, head) for head in HEADS] for row in rows))
    if as_json:
        print_json({"done": len(rows) - failed, "failed": failed, "files": rows})
    else:
        click.echo("\n".join([*(_line(row, lang) for row in rows), _total(rows, failed, lang)]))
    return DONE_WITH_FINDINGS if failed else DONE


def _seal(key: Path | None, password: Path | None) -> Seal | None:
    if key is None:
        if password is not None:
            raise LabelKeyError(
                zh="--sign-key-pass 须与 --sign-key ", en="--sign-key-pass and --sign-key"
            )
        return None
    from hegui.catalogue import load
    from hegui.checks.labels.security.data import security_form

    return Seal(key, security_form(load()), password)


def _then(chain: Path | None, key: Path | None, password: Path | None) -> ThenSign | None:
    if (chain is None) != (key is None) or (key is None and password is not None):
        names = "--then-sign、--then-sign-key（及其口令）", "--then-sign and --then-sign-key"
        raise LabelKeyError(zh=f"{names[0]} 须", en=names[1])
    if chain is None or key is None:
        return None
    from hegui.checks.labels.security.manifest_keys import read_manifest_key

    return ThenSign(read_manifest_key(chain, key, first_line(password)))


def first_line(path: Path | None) -> bytes | None:
    """Return the first line of a file without its end, None without a file."""
    if path is None:
        return None
    with path.open("rb") as file:
        return file.readline(4096).rstrip(b"\r\n")


def _cell(row: dict[str, Any], head: str) -> str:
    return str(row["error"]["message"] if head == "error" and head in row else row.get(head, ""))


def _line(row: dict[str, Any], lang: Lang) -> str:
    if "error" in row:
        return error_line(row)
    place = f"  {row['place']}" if row["place"] else ""
    return plain(f"{ACTIONS[row['action']].in_(lang)}  {row['out']}{place}")


def _total(rows: list[dict[str, Any]], failed: int, lang: Lang) -> str:
    return TOTAL.in_(lang, done=f"{len(rows) - failed:,}", failed=f"{failed:,}")
