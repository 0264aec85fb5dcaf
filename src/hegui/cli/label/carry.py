"""`hegui label carry`: give a file that a step made the label that its source had."""

import functools
import os
from pathlib import Path
from typing import Any

import click

from hegui.cli.label.files import expanded
from hegui.cli.label.rows import reasons, row_of
from hegui.cli.label.running import each, error_line, many_options, plain, write_csv
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, HeguiError, WrongUseError
from hegui.common.text import Lang, Text

PATH = click.Path(path_type=Path, exists=True)
HEADS = ("file", "source", "out", "action", "source_carrier", "carrier", "verdict", "error")
ACTIONS = {
    "carry": Text("已补回", "carried"),
    "replace": Text("已替换另一个标识", "carried, another replaced"),
    "kept": Text("标识仍在，未改动", "still there, unchanged"),
    "would-carry": Text("将补回", "would be carried"),
    "would-replace": Text("将替换另一个标识", "would be carried, another replaced"),
}
DIFFER = Text("格式不同（{before} → {after}）", "formats differ ({before} → {after})")
TOTAL = Text("{done} 个完成，{failed} 个未完成", "{done} done, {failed} not done")
MISSING = Text(
    "来源中有 {count} 个文件没有对应的目标：{names}",
    "Files of the source without a file to go to: {count} ({names})",
)
SHOWN = 5


class CarryPlaceError(WrongUseError):
    """Several places are given for the file with the label."""

    code = "label_carry_place"
    text = Text(
        "--out、--in-place、--patch 只能给一个。", "Give one of --out, --in-place, --patch at most."
    )


class CarryPairError(WrongUseError):
    """One of source and target is a folder and the other a file."""

    code = "label_carry_pair"
    text = Text(
        "“{source}”与“{target}”须同为文件或同为文件夹。",
        "“{source}” and “{target}” must both be files or both folders.",
    )


class NoSourceError(HeguiError):
    """A file has no source, or several, in the folder of sources."""

    code = "label_carry_source"
    text = Text(
        "“{name}”在来源文件夹中有 {count} 个同名文件（不计扩展名），应恰好一个。",
        "The folder of sources has {count} files named like “{name}” (apart from the extension) "
        "and should have one.",
    )


class OutExistsError(HeguiError):
    """A file is in the way of the output."""

    code = "label_carry_exists"
    text = Text(
        "“{out}”已存在；可换一个 --out，或用 --overwrite 覆盖。",
        "“{out}” is there already; choose another --out or use --overwrite.",
    )


@click.command("carry")
@click.argument("source", metavar="SRC", type=PATH)
@click.argument("target", metavar="DST", type=PATH)
@click.option(
    "--out", type=click.Path(path_type=Path), help="写到别处，DST 不变 Leave DST as it is."
)
@click.option("--in-place", is_flag=True, help="替换 DST（默认）Replace DST (the default).")
@click.option(
    "--patch", is_flag=True, help="只用 DST 里的空闲空间 Change only free space inside DST."
)
@click.option("--overwrite", is_flag=True, help="可覆盖 --out 里的文件 May replace files in --out.")
@click.option(
    "--force",
    is_flag=True,
    help="换掉 DST 里的另一个标识；签名会失效也写 Replace another label; write though a signature breaks.",
)
@click.option(
    "--verify",
    type=click.Choice(["full", "structure"]),
    default="full",
    show_default=True,
    help="full 另逐字节比对有效内容 full also compares the payload.",
)
@click.option("--fsync", is_flag=True, help="防断电 Guard against a loss of power.")
@click.option("--dry-run", is_flag=True, help="只说会做什么 Say what would be done.")
@many_options
@lang_option
@json_option
def command(
    source: Path,
    target: Path,
    lang: Lang,
    as_json: bool,
    jobs: int,
    progress: str,
    csv_file: Path | None,
    **asked: Any,
) -> int:
    """把 SRC 的隐式标识补回由它制成的 DST。Give DST, made from SRC, the implicit label of SRC.

    两个文件，或两个文件夹（按去掉扩展名的相对路径配对）。显式标识不在此列。
    Two files, or two folders (paired by their paths without the extension). Explicit labels are
    another matter.

    退出码：0 全部完成，1 有文件未完成（其原样不动），2 用法不对。
    Exit codes: 0 all done, 1 some not done (left as they are), 2 wrong use.
    """
    if sum((asked.pop("in_place"), asked["patch"], asked["out"] is not None)) > 1:
        raise CarryPlaceError
    targets, sources = _paths(source, target)
    work = functools.partial(_carried, lang, sources, target, asked)
    rows = each(targets, work, jobs=jobs, progress=progress, lang=lang)
    failed = sum("error" in row for row in rows)
    missing = _missing(sources, {_key(p, target) for p in targets}) if target.is_dir() else []
    if csv_file:
        write_csv(csv_file, HEADS, ([_cell(row, head) for head in HEADS] for row in rows))
    if as_json:
        counts = {"done": len(rows) - failed, "failed": failed, "missing": missing}
        print_json({**counts, "files": rows})
    else:
        click.echo("\n".join([*(_line(row, lang) for row in rows), *_ends(rows, missing, lang)]))
    return DONE_WITH_FINDINGS if failed else DONE


def _paths(source: Path, target: Path) -> tuple[list[Path], dict[str, list[Path]]]:
    """Return the files to be labelled, and the sources by what they are paired by."""
    if source.is_dir() != target.is_dir():
        raise CarryPairError(source=source, target=target)
    if not source.is_dir():
        return [target], {"": [source]}
    sources: dict[str, list[Path]] = {}
    for path in expanded([str(source)]):
        sources.setdefault(_key(path, source), []).append(path)
    return expanded([str(target)]), sources


def _key(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix()


def _carried(
    lang: Lang, sources: dict[str, list[Path]], target: Path, asked: dict[str, Any], path: Path
) -> dict[str, Any]:
    """Carry one label and return what was done, and the verdict on what is there now."""
    from hegui.checks.labels.carrying import carry_label
    from hegui.checks.labels.write import Options

    source = _source_of(path, target, sources)
    out = _destination(path, target, asked)
    options = Options(asked["verify"], asked["fsync"], asked["force"])
    done = carry_label(
        source,
        path,
        out,
        options=options,
        dry_run=asked["dry_run"],
        in_free_space=asked["patch"],
    )
    told = {
        "source": str(source),
        "out": str(done.path),
        "action": done.action,
        "source_carrier": done.source,
        "carrier": done.carrier,
        "formats_differ": done.source != done.carrier,
    }
    if asked["dry_run"]:
        return told | {"action": done.action if done.action == "kept" else f"would-{done.action}"}
    now = row_of(lang, done.path)
    return told | {name: now[name] for name in ("verdict", "label", "sites", "checks")}


def _source_of(path: Path, target: Path, sources: dict[str, list[Path]]) -> Path:
    if path == target:
        return sources[""][0]
    found = sources.get(_key(path, target), [])
    same = [one for one in found if one.suffix == path.suffix] or found
    if len(same) != 1:
        raise NoSourceError(name=path.name, count=len(same))
    return same[0]


def _destination(path: Path, target: Path, asked: dict[str, Any]) -> Path | None:
    out: Path | None = asked["out"]
    if out is None:
        return None
    if path != target:
        out = out / path.relative_to(target)
    elif out.is_dir():
        out = out / path.name
    if os.path.lexists(out) and not asked["overwrite"]:
        raise OutExistsError(out=out)
    return out


def _missing(sources: dict[str, list[Path]], there: set[str]) -> list[str]:
    """Return the sources in a folder for which there is no target."""
    return [str(path) for key, paths in sources.items() for path in paths if key not in there]


def _cell(row: dict[str, Any], head: str) -> str:
    return str(row["error"]["message"] if head == "error" and head in row else row.get(head, ""))


def _line(row: dict[str, Any], lang: Lang) -> str:
    if "error" in row:
        return error_line(row)
    said = [ACTIONS[row["action"]].in_(lang), row["out"]]
    if row["formats_differ"]:
        said.append(DIFFER.in_(lang, before=row["source_carrier"], after=row["carrier"]))
    said += reasons(row) if "checks" in row else []
    return plain("  ".join(said))


def _ends(rows: list[dict[str, Any]], missing: list[str], lang: Lang) -> list[str]:
    failed = sum("error" in row for row in rows)
    lines = [TOTAL.in_(lang, done=f"{len(rows) - failed:,}", failed=f"{failed:,}")]
    if missing:
        names = plain(", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else ""))
        lines.append(MISSING.in_(lang, count=f"{len(missing):,}", names=names))
    return lines
