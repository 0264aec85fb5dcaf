"""Does what was said of each question make the numbers of a result, and are judges' own journals whole?

`judged.jsonl` says for each question, or group of them, whether it was judged and counted. Rows of another
form than `Judged` are named; what the judges heard is not judged again.
"""

import io
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec

from hegui.bundle.journals import MAX_LINE, BrokenChainError, read_chain
from hegui.bundle.problems import Problem, problem
from hegui.bundle.sources import Source
from hegui.checks.model.judges.disagreeing import COMPARED, DISAGREEMENTS
from hegui.checks.model.judges.running import JUDGE_JOURNALS
from hegui.checks.model.marks import JUDGED, Judged
from hegui.common.text import Text
from hegui.engine.model import CheckResult

OTHER_ROWS = Text("与结果的抽样不是同样的题", "its questions are not those that the result drew")

OTHER_WORDS = Text(
    "各判定的数目与结果写的不同", "it holds each verdict another number of times than the result"
)


def judged_problems(
    source: Source, result: CheckResult, listed: Collection[str], intact: Collection[str]
) -> Iterator[Problem]:
    """Yield where a result and the files of its judges contradict each other."""
    folder = result.journal_file
    yield from _told(f"{folder}/{JUDGED}", _rows(source, result, f"{folder}/{JUDGED}", intact))
    yield from _told(f"{folder}/{COMPARED}", _compared(source, result, intact))
    yield from _told(f"{folder}/{DISAGREEMENTS}", _disagreements(source, result, intact))
    yield from _missing(result, listed)
    yield from _judges(source, result, intact)


def _told(path: str, found: Iterator[Text]) -> Iterator[Problem]:
    for what in found:
        yield problem("result", path, what_zh=what.zh, what_en=what.en)


def _lines(source: Source, path: str) -> Iterator[bytes]:
    with io.BufferedReader(source.open(path), 1 << 18) as file:
        yield from iter(lambda: file.readline(MAX_LINE), b"")


def _rows(
    source: Source, result: CheckResult, path: str, intact: Collection[str]
) -> Iterator[Text]:
    if path not in intact:
        return
    ids: list[str] = []
    seen: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for number, data in enumerate(_lines(source, path), start=1):
        try:
            row = msgspec.json.decode(data, type=Judged)
        except msgspec.MsgspecError:
            yield Text(f"第 {number} 行不是判定", f"line {number} is no judgement")
            return
        if not row.group:
            ids.append(row.id)
            words.update([row.verdict] if row.verdict else [])
            seen.update(
                {"n": row.judged, "k": row.judged and row.counted, "unanswered": not row.judged}
            )
    yield from _counts(result, seen)
    said = result.run.get("answers")
    if isinstance(said, dict) and {word: n for word, n in said.items() if word} != dict(words):
        yield OTHER_WORDS
    drawn = [item for draw in result.drawn for item in draw.ids]
    if drawn and ids != drawn:
        yield OTHER_ROWS


def _counts(result: CheckResult, seen: Counter[str]) -> Iterator[Text]:
    """Yield each number of the result that the rows do not make."""
    for name, said in numbers(result.measures).items():
        if said != seen[name]:
            yield Text(
                f"结果写 {name} = {said}，逐题判定合计是 {seen[name]}",
                f"the result says {name} = {said}, its judgements make {seen[name]}",
            )


def numbers(measures: dict[str, Any]) -> dict[str, int]:
    """Return n, k and unanswered of a result; a suite may call its n otherwise (`pairs`)."""
    whole = {name: v for name, v in measures.items() if type(v) is int}
    told: dict[str, int] = {x: whole.pop(x) for x in ("k", "unanswered") if x in whole}
    if "n" in whole or len(whole) == 1:
        told["n"] = whole.get("n", next(iter(whole.values())))
    return told


def _compared(source: Source, result: CheckResult, intact: Collection[str]) -> Iterator[Text]:
    """Yield whether the comparison of several judges is another one than the result holds."""
    path, said = f"{result.journal_file}/{COMPARED}", result.run.get("judges")
    if path in intact:
        try:
            there = msgspec.json.decode(b"".join(_lines(source, path)))
        except msgspec.MsgspecError:
            there = None
        if there is None or there != said:
            yield Text("与结果写的判定者比较不同", "the result compares its judges otherwise")


def _disagreements(source: Source, result: CheckResult, intact: Collection[str]) -> Iterator[Text]:
    path, said = f"{result.journal_file}/{DISAGREEMENTS}", result.run.get("judges")
    if path in intact and isinstance(said, dict):
        count = sum(1 for _ in _lines(source, path))
        if count != said.get("disagreements"):
            yield Text(
                f"结果写有 {said.get('disagreements')} 处分歧，文件里有 {count} 处",
                f"the result says {said.get('disagreements')} disagreements, it holds {count}",
            )


def _missing(result: CheckResult, listed: Collection[str]) -> Iterator[Problem]:
    folder, said = result.journal_file, result.run.get(JUDGE_JOURNALS)
    for name in said if isinstance(said, dict) else ():
        if f"{folder}/{name}" not in listed:
            what = Text(f"缺少判定者的日志 {name}", f"the journal {name} of a judge is missing")
            yield problem("result", folder, what_zh=what.zh, what_en=what.en)


def _judges(source: Source, result: CheckResult, intact: Collection[str]) -> Iterator[Problem]:
    """Yield journals of judges whose chain is broken, or whose end is not the one that was named."""
    folder, said = result.journal_file, result.run.get(JUDGE_JOURNALS, {})
    for path in sorted(intact):
        name = PurePosixPath(path).name
        if path != f"{folder}/{name}" or not (
            name.startswith("judge-") and name.endswith(".jsonl")
        ):
            continue
        try:
            chain = read_chain(source, path)
        except BrokenChainError as error:
            yield problem("chain", path, line=error)
            continue
        if said and said.get(name) != {"records": chain.records, "head": chain.head}:
            what = Text(
                f"结果写的末行哈希或行数与它（{chain.records} 行）不同",
                f"the result names another head or count than it has ({chain.records} records)",
            )
            yield problem("result", path, what_zh=what.zh, what_en=what.en)
