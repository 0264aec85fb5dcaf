"""The rule of the chain, without Django: anyone can check an export with it.

The digest of an entry is the SHA-256 over its JSON (all fields of `HASHED`, keys sorted, no blanks,
UTF-8). `previous` is the digest of the entry before, 64 zeros for the first; `number` counts from 1.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hegui.common.text import Text

START = "0" * 64
MOST_PROBLEMS = 1000
HASHED = (
    "chain",
    "number",
    "at",
    "actor",
    "action",
    "kind",
    "object_id",
    "before",
    "after",
    "reason",
    "previous",
)
SAYS = {
    "changed": Text(
        "第 {number} 条的内容与摘要不符：写入后被改动过。",
        "Entry {number} does not fit its digest: it was changed after it was written.",
    ),
    "missing": Text(
        "缺少第 {number} 条到第 {until} 条：被删除过。",
        "Entries {number} to {until} are missing: they were deleted.",
    ),
    "repeated": Text(
        "第 {number} 条出现了不止一次或顺序颠倒。",
        "Entry {number} appears more than once or out of order.",
    ),
    "previous": Text(
        "第 {number} 条不接在前一条之后：链在这里断开或分叉。",
        "Entry {number} does not follow the one before: the chain breaks or forks here.",
    ),
    "foreign": Text("第 {number} 条属于另一条链。", "Entry {number} belongs to another chain."),
    "truncated": Text(
        "链头记有 {until} 条，实际到第 {number} 条为止：末尾被截去。",
        "The head counts {until} entries, but they end at {number}: the tail was cut off.",
    ),
    "beyond_head": Text(
        "链头只记有 {until} 条，实际有 {number} 条：链头被改动过。",
        "The head counts {until} entries, but there are {number}: the head was changed.",
    ),
    "head": Text(
        "链头的摘要与第 {number} 条不符。",
        "The digest of the head does not fit entry {number}.",
    ),
    "anchor": Text(
        "第 {number} 条与它的时间戳锚点不符：打戳之后链被改写。",
        "Entry {number} does not fit its time stamp: the chain was rewritten afterwards.",
    ),
    "token": Text(
        "第 {number} 条的时间戳本身无效：{why}。",
        "The time stamp of entry {number} is not valid: {why}.",
    ),
    "unreadable": Text("第 {number} 行无法读懂：{why}。", "Line {number} cannot be read: {why}."),
}


class Problem(NamedTuple):
    """What does not fit, and where."""

    code: str
    number: int
    until: int = 0
    why: str = ""

    @property
    def text(self) -> Text:
        """Return the sentence in both languages."""
        return SAYS[self.code].filled(number=self.number, until=self.until, why=self.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The answer: how many entries were read, which anchors were checked, what does not fit."""

    chain: str
    entries: int
    digest: str
    anchors: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Tell whether everything fits."""
        return not self.problems


def chain_json(value: Any) -> bytes:
    """Return the bytes that are hashed: sorted keys, no blanks, UTF-8."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest_of(entry: Mapping[str, Any]) -> str:
    """Return the digest that an entry must have."""
    return hashlib.sha256(chain_json({name: entry[name] for name in HASHED})).hexdigest()


@dataclass(slots=True)
class Walk:
    """Reads a chain entry by entry, in order of numbers, and notes what does not fit."""

    chain: str
    anchors: Mapping[int, str] = field(default_factory=dict)
    """Digests by number that time stamps vouch for."""
    number: int = 0
    digest: str = START
    entries: int = 0
    problems: list[Problem] = field(default_factory=list)

    def take(self, entry: Mapping[str, Any], digest: str) -> None:
        """Take the next entry with the digest it claims."""
        number = entry["number"]
        if number <= self.number:
            self.note(Problem("repeated", number))
        elif number > self.number + 1:
            self.note(Problem("missing", self.number + 1, number - 1))
        if entry["chain"] != self.chain:
            self.note(Problem("foreign", number))
        if entry["previous"] != self.digest and number == self.number + 1:
            self.note(Problem("previous", number))
        if digest_of(entry) != digest:
            self.note(Problem("changed", number))
        if self.anchors.get(number, digest) != digest:
            self.note(Problem("anchor", number))
        self.number, self.digest = max(number, self.number), digest
        self.entries += 1

    def note(self, problem: Problem) -> None:
        """Note a problem, up to a thousand."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def end(self, count: int, digest: str) -> Verification:
        """Compare with the head and return the answer."""
        if self.number < count:
            self.note(Problem("truncated", self.number, count))
        elif self.number > count:
            self.note(Problem("beyond_head", self.number, count))
        elif self.digest != digest:
            self.note(Problem("head", self.number))
        for number in sorted(self.anchors):
            if number > self.number:
                self.note(Problem("anchor", number))
        return Verification(
            chain=self.chain,
            entries=self.entries,
            digest=self.digest,
            anchors=len(self.anchors),
            problems=tuple(self.problems),
        )
