"""The files of `hegui label mark`: where they go, what was done to each, and how it is told."""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from hegui.checks.labels.explicit.places import place_name
from hegui.checks.labels.writing import EXISTS
from hegui.cli.label.contents import left_out, listed_files
from hegui.cli.label.running import common_folder, plain
from hegui.cli.output import heading
from hegui.common.errors import HeguiError
from hegui.common.text import Lang, Text

UNIT = Text("个文件", "files")
HEAD = Text(
    "已加显式标识 {done} 个文件，未加 {failed} 个", "Files labelled: {done}; not labelled: {failed}"
)
WOULD = Text(
    "将加显式标识 {done} 个文件，不能加 {failed} 个", "Files to be labelled: {done}; not: {failed}"
)
MARK = Text(
    "{place}　字高 {px} 像素（短边的 {ratio}）　对比度 {contrast}",
    "{place}  glyphs {px} px ({ratio} of the short side)  contrast {contrast}",
)
SOUND = Text("{place}　{form}，{second} 秒处", "{place}  {form} at {second} s")
FORMS = {
    "rhythm": Text("“短长短短”节奏", "rhythm short-long-short-short"),
    "voice_prompt": Text("语音提示", "spoken prompt"),
}
CODED = {
    "nothing": Text("其余数据未重新编码", "nothing else was coded anew"),
    "opening": Text("只重新编码了开头，其余原样复制", "only the opening was coded anew"),
    "all": Text("重新编码", "coded anew"),
}
LOST = Text("未能保留：{what}", "lost: {what}")
HEADS = (
    "file", "out", "content", "place", "words", "glyph_px", "height_ratio", "contrast", "seconds",
    "coded", "lost", "error",
)  # fmt: skip


class Marked(NamedTuple):
    """One file, where the labelled one is, and its record (None in a dry run)."""

    path: Path
    out: Path
    record: Any


class Failed(NamedTuple):
    """One file and the error that stopped it."""

    path: Path
    error: HeguiError


class Outcome(NamedTuple):
    """What was done and what was not; `others` are files of folders that are of no known kind."""

    done: list[Marked]
    failed: list[Failed]
    others: list[Path]
    dry: bool = False


def perform(asked: dict[str, Any], lang: Lang) -> Outcome:
    """Label the files one after another; what fails is told and the others are done."""
    from hegui.catalogue import load
    from hegui.checks.labels.explicit.judging import KINDS
    from hegui.checks.labels.explicit.rules import load_explicit_rules
    from hegui.checks.labels.explicit.texts import prompt_words
    from hegui.cli.corpus.counting import counting

    rules = load_explicit_rules(load(asked["catalogue_dirs"]))
    if asked["words"]:
        prompt_words(rules, "mark", asked["words_lang"], asked["words"])
    suffixes = frozenset(suffix for group in KINDS.values() for suffix in group)
    paths, others = listed_files(asked["files"], suffixes)
    where = _destinations(paths, asked["out"])
    work = functools.partial(_marked, rules, _asked(asked), asked)
    done, failed = [], []
    with counting(asked["progress"], lang, UNIT) as told:
        for number, made in enumerate(_side_by_side(work, where, asked["jobs"]), start=1):
            if isinstance(made, Failed):
                failed.append(made)
            else:
                done.append(made)
            told(number)
    if not done and len(failed) == 1:
        raise failed[0].error
    return Outcome(done, failed, others, asked["dry_run"])


def _destinations(paths: list[Path], out: Path | None) -> list[tuple[Path, Path]]:
    """Return each file with where it goes: below `out` files keep their places."""
    if out is None:
        return [(path, path) for path in paths]
    root = common_folder(paths)
    return [(path, out / path.absolute().relative_to(root)) for path in paths]


def _marked(rules: Any, wish: Any, asked: dict[str, Any], pair: tuple[Path, Path]) -> Any:
    """Label one file, or look whether it could be; return what was done, or what stopped it."""
    from hegui.checks.labels.explicit.errors import ExplicitLabelError
    from hegui.checks.labels.explicit.marking import check_file, mark_file

    path, out = pair
    try:
        if asked["out"] is not None and out.exists() and not asked["overwrite"]:
            raise ExplicitLabelError(path.name, EXISTS.filled(target=out))
        if asked["dry_run"]:
            check_file(path, out, rules, wish)
            return Marked(path, out, None)
        return Marked(path, out, mark_file(path, out, rules, wish, record=asked["record"]))
    except HeguiError as error:
        return Failed(path, error)


def _side_by_side(
    work: Callable[[tuple[Path, Path]], Any], pairs: list[tuple[Path, Path]], jobs: int
) -> Iterator[Any]:
    if jobs == 1 or len(pairs) == 1:
        yield from map(work, pairs)
        return
    with ProcessPoolExecutor(min(jobs, len(pairs))) as pool:
        yield from pool.map(work, pairs)


def _asked(asked: dict[str, Any]) -> Any:
    from hegui.checks.labels.explicit.marking import Asked

    return Asked(
        words=asked["words"],
        lang=asked["words_lang"],
        place=asked["place"],
        position=asked["position"].replace("-", "_"),
        height_ratio=asked["height"] or 0.0,
        font=asked["font"],
        prompt=asked["prompt"],
        force=asked["force"],
    )


def as_json(outcome: Outcome, lang: Lang) -> dict[str, Any]:
    """Return the answer for programs: records with their paths, errors with theirs."""
    import msgspec

    done = [
        {**(msgspec.to_builtins(one.record) if one.record else {}), **_paths(one)}
        for one in outcome.done
    ]
    failed = [{**one.error.as_dict(lang), "path": str(one.path)} for one in outcome.failed]
    others = [str(path) for path in outcome.others]
    return {"done": done, "failed": failed, "left_out": others, "dry_run": outcome.dry}


def _paths(one: Marked) -> dict[str, str]:
    return {"file": one.out.name, "path": str(one.path), "out": str(one.out)}


def cells(outcome: Outcome, lang: Lang) -> Iterator[list[object]]:
    """Yield the rows of the table: files that were labelled, then those that were not."""
    for one in outcome.done:
        record: Any = one.record
        row: list[object] = [one.path, one.out]
        if record is not None:
            row += [record.content, record.place, record.words]
            row += [record.mark.get(name, "") for name in ("glyph_px", "height_ratio", "contrast")]
            row += [record.seconds or "", record.coded, ", ".join(record.lost)]
        yield [*row, *[""] * (len(HEADS) - len(row))]
    for bad in outcome.failed:
        yield [bad.path, *[""] * (len(HEADS) - 2), bad.error.message(lang)]


def as_text(outcome: Outcome, lang: Lang) -> list[str]:
    """Return the answer for people."""
    head = WOULD if outcome.dry else HEAD
    lines = [heading(head.in_(lang, done=len(outcome.done), failed=len(outcome.failed)))]
    for one in outcome.done:
        lines.append(plain(f"  {one.out}  {_told(one.record, lang)}".rstrip()))
        if one.record is not None and one.record.lost:
            lines.append("    " + LOST.in_(lang, what=", ".join(one.record.lost)))
    lines += [plain(f"! {bad.path}: {bad.error.message(lang)}") for bad in outcome.failed]
    return [*lines, *left_out(outcome.others, lang)]


def _told(record: Any, lang: Lang) -> str:
    if record is None:
        return ""
    coded, place = CODED[record.coded].in_(lang), place_name(record.place).in_(lang)
    if record.mark:
        mark = record.mark
        values = {"px": mark["glyph_px"], "ratio": f"{mark['height_ratio']:.1%}"}
        values |= {"place": place_name(mark["position"]).in_(lang), "contrast": mark["contrast"]}
        return f"{MARK.in_(lang, **values)}  {coded}"
    if record.sound:
        form, second = FORMS[record.sound["form"]].in_(lang), record.sound["second"]
        return f"{SOUND.in_(lang, place=place, form=form, second=second)}  {coded}"
    return f"{place}  {record.words}"
