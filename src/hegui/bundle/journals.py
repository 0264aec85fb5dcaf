"""Do the journals of a bundle hold: the chain of each, and what its result says of it?

A journal `hegui/journal/1` is read line by line, in bounded memory but for the ids and digests of
its answers. Journals of other formats, as further packages may write, are covered by their hash.
"""

import hashlib
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hegui.bundle.draws import answered_problems
from hegui.bundle.sources import Source
from hegui.checks.model import generated, refusal
from hegui.checks.model.journal import NAME, START, Entry, chained
from hegui.checks.model.settings import settings
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.model import CheckResult

ASKING = frozenset({generated.KEYWORD, refusal.SHOULD, refusal.SHOULD_NOT})
"""Checks whose every finished run keeps such a journal."""
MAX_LINE = 64 << 20
"""Most bytes of a line; an answer has at most some MiB."""
TAIL = len(f',"sha256":"{START}"}}')


class Line(Record, frozen=True, kw_only=True):
    """One line of a journal."""

    entry: Entry
    prev: str
    sha256: str


@dataclass(slots=True)
class Chain:
    """What a journal holds: how many records, the last hash, the last beginning, the answers."""

    records: int = 0
    head: str = START
    about: dict[str, str] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    """SHA-256 of the text of each answer, as findings name it."""
    requests: dict[str, bool] = field(default_factory=dict)
    """Digest of each request since the beginning of all runs -> whether it was answered."""

    def take(self, entry: Entry, digest: str) -> None:
        """Count one record."""
        self.records += 1
        self.head = digest
        if entry.kind == "begin":
            self.about = entry.about
            return
        self.items.add(entry.item)
        answered = entry.kind == "answer"
        self.requests[entry.request] = answered or self.requests.get(entry.request, False)
        if answered:
            self.answers.add(hashlib.sha256(entry.text.encode()).hexdigest())


class BrokenChainError(ValueError):
    """A line does not fit."""


def read_chain(source: Source, path: str) -> Chain:
    """Read a journal; raise `BrokenChainError` for the first line that does not fit."""
    decode = msgspec.json.Decoder(Line).decode
    encode = msgspec.json.Encoder(order="sorted").encode
    chain = Chain()
    with io.BufferedReader(source.open(path), 1 << 18) as file:
        for number, data in enumerate(iter(lambda: file.readline(MAX_LINE), b""), start=1):
            try:
                line = decode(data)
                plain = encode(line) == data[:-1]
            except (ValueError, RecursionError) as error:
                raise BrokenChainError(number) from error
            digest = _digest(line, data, chain.head, plain=plain)
            if not digest or not data.endswith(b"\n"):
                raise BrokenChainError(number)
            chain.take(line.entry, digest)
    return chain


def _digest(line: Line, data: bytes, prev: str, *, plain: bool) -> str:
    """Return the hash of a line that follows `prev`, or nothing for one that does not.

    Equal bytes from the fast encoder show the one encoding that is allowed; where it spells a
    number in another way, the slow one decides.
    """
    if not plain:
        again, digest = chained(line.entry, prev)
        return digest if again == data else ""
    digest = hashlib.sha256(data[: -1 - TAIL] + b"}").hexdigest()
    return digest if (line.prev, line.sha256) == (prev, digest) else ""


def is_asking(result: CheckResult) -> bool:
    """Tell whether a result rests on a journal of this format; one that failed rests on nothing."""
    named = result.journal_file.endswith(f"/{NAME}") or "journal" in result.run
    return result.status == "done" and (named or result.check in ASKING)


def journal_of(result: CheckResult, paths: Collection[str]) -> str:
    """Return the path of the journal of a result, or nothing."""
    file = result.journal_file
    return next((path for path in (file, f"{file}/{NAME}") if path in paths), "")


def journal_problems(result: CheckResult, chain: Chain) -> Iterator[Text]:
    """Yield where a result and its journal contradict each other."""
    said = result.run.get("journal")
    if said != {"records": chain.records, "head": chain.head}:
        yield Text(
            f"结果写的末行哈希或行数与日志（{chain.records} 行）不同",
            f"the result names another head or count than the journal ({chain.records} records)",
        )
    if any(chain.about.get(name) != value for name, value in about(result).items()):
        yield Text("日志说的是另一次检查", "the journal is about another check, subject or day")
    drawn = {item for draw in result.drawn for item in draw.ids}
    if result.drawn and not chain.items <= drawn:
        yield Text("日志里有没有抽中的题", "the journal holds items that were not drawn")
    if result.check in ASKING:
        yield from answered_problems(result)
        yield from _answer_problems(result, chain)


def about(result: CheckResult) -> dict[str, Any]:
    """Return what the beginning of a run says, as far as a result repeats it."""
    return {
        "check": result.check,
        "endpoint": result.target,
        "subject": result.subject,
        "subject_digest": result.subject_digest,
        "as_of": result.measured_on.isoformat() if result.measured_on else "",
    }


def _answer_problems(result: CheckResult, chain: Chain) -> Iterator[Text]:
    """Yield whether more was judged than was answered.

    Equal requests are asked once: a question can stand in each bank, and there in each modality.
    """
    answered, n = sum(chain.requests.values()), result.measures.get("n")
    banks = str(result.parameters.get("banks", "")).count(",") + 1
    most = answered * banks * len(settings().asked_modalities)
    if isinstance(n, int) and n > most:
        yield Text(
            f"判定了 {n} 项，日志里只有 {answered} 个回答",
            f"{n} items were judged and the journal holds {answered} answers",
        )
