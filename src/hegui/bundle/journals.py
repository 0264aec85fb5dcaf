"""Do the journals of a bundle hold: the chain of each, and what its result says of it?

A journal `hegui/journal/2` is read line by line, in bounded memory but for the ids and digests of
its answers. Journals of other formats, as further packages may write, are covered by their hash.
"""

import hashlib
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from hegui.bundle.draws import answered_problems
from hegui.bundle.sources import Source
from hegui.checks.model.ids import KEYWORD, SHOULD, SHOULD_NOT
from hegui.checks.model.journal import NAME, START, Line, about_digest, parsed_line
from hegui.checks.model.marks import JUDGED, Judged
from hegui.checks.model.settings import settings
from hegui.common.text import Text
from hegui.engine.model import CheckResult

ASKING = frozenset({KEYWORD, SHOULD, SHOULD_NOT})
"""Checks whose every finished run keeps such a journal."""
NO_GROUPS: Mapping[str, str] = {}
MAX_LINE = 64 << 20
"""Most bytes of a line; an answer has at most some MiB."""


@dataclass(slots=True)
class About:
    """What a journal holds about one check, subject, version and day."""

    items: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    """SHA-256 of the text of each answer, as findings name it."""
    requests: dict[str, bool] = field(default_factory=dict)
    """Digest of each request -> whether it was answered."""

    def take(self, line: Line) -> None:
        """Count one attempt."""
        self.items.add(line.id)
        self.requests[line.request] = line.answered or self.requests.get(line.request, False)
        if line.answered:
            own = line.said if line.sealed else hashlib.sha256(line.text.encode()).hexdigest()
            self.answers.add(own)


@dataclass(slots=True)
class Chain:
    """What a journal holds: how many records, the last hash, and what it speaks of by digest."""

    records: int = 0
    head: str = START
    abouts: dict[str, About] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Count one record."""
        self.records += 1
        self.head = line.sha256
        self.abouts.setdefault(line.about, About()).take(line)


class BrokenChainError(ValueError):
    """A line does not fit."""


def read_chain(source: Source, path: str) -> Chain:
    """Read a journal; raise `BrokenChainError` for the first line that does not fit."""
    chain = Chain()
    with io.BufferedReader(source.open(path), 1 << 18) as file:
        for number, data in enumerate(iter(lambda: file.readline(MAX_LINE), b""), start=1):
            line = parsed_line(data, chain.head)
            if line is None:
                raise BrokenChainError(number)
            chain.take(line)
    return chain


def is_asking(result: CheckResult) -> bool:
    """Tell whether a result rests on a journal of this format; one that failed rests on nothing."""
    named = result.journal_file.endswith(f"/{NAME}") or "journal" in result.run
    return result.status == "done" and (named or result.check in ASKING)


def journal_of(result: CheckResult, paths: Collection[str]) -> str:
    """Return the path of the journal of a result, or nothing."""
    file = result.journal_file
    return next((path for path in (file, f"{file}/{NAME}") if path in paths), "")


def groups_of(source: Source, result: CheckResult, paths: Collection[str]) -> dict[str, str]:
    """Return the group of each question that was judged with others, as `judged.jsonl` says."""
    file = f"{result.journal_file}/{JUDGED}"
    if file not in paths:
        return {}
    found = {}
    with io.BufferedReader(source.open(file), 1 << 18) as lines:
        for data in iter(lambda: lines.readline(MAX_LINE), b""):
            try:
                row = msgspec.json.decode(data, type=Judged)
            except msgspec.MsgspecError:
                continue  # `judged_problems` names it
            if row.group:
                found[row.id] = row.group
    return found


def journal_problems(
    result: CheckResult, chain: Chain, groups: Mapping[str, str] = NO_GROUPS
) -> Iterator[Text]:
    """Yield where a result and its journal contradict each other; `groups` were drawn as one."""
    said = result.run.get("journal")
    told = (said.get("records"), said.get("head")) if isinstance(said, dict) else ()
    if told != (chain.records, chain.head):
        yield Text(
            f"结果写的末行哈希或行数与日志（{chain.records} 行）不同",
            f"the result names another head or count than the journal ({chain.records} records)",
        )
    mine = chain.abouts.get(about_of(result), About())
    if chain.records and not mine.items:
        yield Text("日志说的是另一次检查", "the journal is about another check, subject or day")
    drawn = {item for draw in result.drawn for item in draw.ids}
    if result.drawn and not {groups.get(item, item) for item in mine.items} <= drawn:
        yield Text("日志里有没有抽中的题", "the journal holds items that were not drawn")
    if result.check in ASKING:
        yield from answered_problems(result)
        yield from _answer_problems(result, mine)


def about_of(result: CheckResult) -> str:
    """Return the digest of what a result is about, as each record of its journal names it."""
    day = result.measured_on.isoformat() if result.measured_on else ""
    return about_digest(
        {
            "check": result.check,
            "endpoint": result.target,
            "subject": result.subject,
            "subject_digest": result.subject_digest,
            "as_of": day,
        }
    )


def _answer_problems(result: CheckResult, mine: About) -> Iterator[Text]:
    """Yield whether more was judged than was answered.

    Equal requests are asked once: a question can stand in each bank, and there in each modality.
    """
    answered, n = sum(mine.requests.values()), result.measures.get("n")
    banks = str(result.parameters.get("banks", "")).count(",") + 1
    most = answered * banks * len(settings().asked_modalities)
    if isinstance(n, int) and n > most:
        yield Text(
            f"判定了 {n} 项，日志里只有 {answered} 个回答",
            f"{n} items were judged and the journal holds {answered} answers",
        )
