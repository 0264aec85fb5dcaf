"""What every command that works shard by shard answers: the names in `--json`, and the sentences.

One vocabulary: `bad` counts what could not be read, `failed` names shards that were not read to
their end or gave no text, `skipped` counts shards kept from an earlier run, `left_out` counts files of other formats
in folders, `earlier` names folders with outputs of earlier runs, which are no corpus, `passed_over`
names links to folders or to nothing and what is hidden, with the reason, `twice` counts files that
were named before, by the later path.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

SKIPPED = Text("其中 {count} 个分片早已完成，未重做", "Shards finished earlier and kept: {count}")
BAD = Text(
    "{count} 条读不了，逐条列在 {path}",
    "Items that could not be read: {count}; each is listed in {path}",
)
FAILED = Text("有分片没有读成：{why}", "A shard failed: {why}")
LEFT_OUT = Text(
    "文件夹中 {count} 个其他格式的文件没有读（{names}）",
    "Files of other formats in the folders, not read: {count} ({names})",
)
EARLIER = Text(
    "{count} 个文件夹是以前运行的输出，没有当作语料读（{names}）",
    "Folders with outputs of earlier runs, not read as corpus: {count} ({names})",
)
PASSED_OVER = Text(
    "{count} 个链接、隐藏文件或隐藏文件夹没有读（{names}）",
    "Links and hidden files or folders, not read: {count} ({names})",
)
TWICE = Text(
    "{count} 个文件重复给出（路径写法不同或是链接），只读一次（{names}）",
    "Files named more than once, by another path or a link, and read once: {count} ({names})",
)
REASONS = {
    "folder_link": Text("是指向文件夹的链接", "is a link to a folder"),
    "dangling_link": Text("是失效的链接", "is a link to nothing"),
    "hidden": Text("是隐藏的", "is hidden"),
}
NAMED = 5
"""Folders that a sentence names; `--json` has them all."""


def exit_code(result: Any, fail_on: tuple[str, ...], **hit: int) -> int:
    """Return 3 where a shard failed, 1 where something of `--fail-on` is there, else 0."""
    if result.failures:
        return COULD_NOT_RUN
    return DONE_WITH_FINDINGS if any(hit[name] for name in fail_on) else DONE


def run_data(result: Any, asked: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Return what a run over shards came to, for programs."""
    out: Path = asked["out"]
    return {
        "out": str(out),
        "manifest": str(out / "manifest.jsonl"),
        "shards": len(result.lines),
        "skipped": result.skipped,
        **{name: result.total(name) for name in ("docs", "bad", "size")},
        "failed": failed(result, lang),
        **left_data(asked),
    }


def left_data(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what of the folders was not read, for programs."""
    return {name: asked[name] for name in ("left_out", "earlier", "passed_over", "twice")}


def failed(result: Any, lang: Lang) -> list[dict[str, Any]]:
    """Return the shards that were not read to their end, each with its error."""
    return [{"shard": one.shard, **one.error().as_dict(lang)} for one in result.failures]


def run_lines(result: Any, asked: dict[str, Any], lang: Lang) -> list[str]:
    """Return the same for people; nothing about what did not happen."""
    out: Path = asked["out"]
    lines = []
    if result.skipped:
        lines.append(SKIPPED.in_(lang, count=f"{result.skipped:,}"))
    if bad := result.total("bad"):
        lines.append(BAD.in_(lang, count=f"{bad:,}", path=out / "errors"))
    lines += [FAILED.in_(lang, why=one.error().message(lang)) for one in result.failures]
    return [*lines, *left_lines(asked, lang)]


def left_lines(asked: dict[str, Any], lang: Lang) -> list[str]:
    """Return what of the folders was not read, for people."""
    lines = []
    if left := asked["left_out"]:
        names = ", ".join(f"{name} {count:,}" for name, count in left.items())
        lines.append(LEFT_OUT.in_(lang, count=f"{sum(left.values()):,}", names=names))
    if earlier := asked["earlier"]:
        lines.append(EARLIER.in_(lang, count=f"{len(earlier):,}", names=_some(earlier)))
    if over := asked.get("passed_over"):
        names = _some(f"{name} {REASONS[why].in_(lang)}" for name, why in over.items())
        lines.append(PASSED_OVER.in_(lang, count=f"{len(over):,}", names=names))
    if twice := asked.get("twice"):
        lines.append(TWICE.in_(lang, count=f"{sum(twice.values()):,}", names=_some(twice)))
    return lines


def _some(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:NAMED]) + (" …" if len(shown) > NAMED else "")
