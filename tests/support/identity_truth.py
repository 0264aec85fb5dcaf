"""Samples with known values of personal information, and how well a selection finds them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hegui.checks.corpus.identity.prefilter import compile_prefilters, in_characters
from hegui.checks.corpus.identity.search import NARROW
from hegui.checks.corpus.identity.selection import Identities
from hegui.checks.corpus.identity.values import id_digit, luhn, uscc_digit

WRITTEN = Path(__file__).parents[1] / "checks" / "corpus" / "identity" / "written.txt"
RIGHT, WRONG = "✓", "✗"
BODY = re.compile(f"([0-9A-Z０-９][0-9A-Z０-９ -]*)([{RIGHT}{WRONG}])")
HEAD = re.compile(r"\[(\w+) (yes|no)\]")


class Span(NamedTuple):
    """Where a value of a kind lies."""

    kind: str
    start: int
    end: int


class Sample(NamedTuple):
    """A text and all values in it; in written samples those of one kind."""

    text: str
    spans: tuple[Span, ...]


class Score(NamedTuple):
    """Values found, values missed, and findings that are no values."""

    found: int
    missed: int
    false: int

    @property
    def recall(self) -> float:
        """Return the share of values found."""
        return self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Return the share of findings that are values."""
        return self.found / max(1, self.found + self.false)


def written() -> Iterator[tuple[str, Sample]]:
    """Yield (kind, sample) of the written test set."""
    kind = ""
    for line in WRITTEN.read_text("utf-8").splitlines():
        if head := HEAD.fullmatch(line):
            kind = head[1]
        elif line and not line.startswith("#"):
            yield kind, marked(kind, filled(kind, line))


def filled(kind: str, line: str) -> str:
    """Return the line with check characters computed."""

    def fill(match: re.Match[str]) -> str:
        body, right = match[1], match[2] == RIGHT
        last = check_character(kind, re.sub("[ -]", "", body.translate(NARROW)))
        if not right:
            last = "1" if last == "0" else "0"
        wide = not body.isascii()
        return body + (chr(ord(last) + 0xFEE0) if wide else last)

    return BODY.sub(fill, line)


def check_character(kind: str, body: str) -> str:
    """Return the right check character of a number without it."""
    if kind == "bank_card":
        return next(digit for digit in "0123456789" if luhn(body + digit))
    return uscc_digit(body) if kind == "uscc" else id_digit(body)


def marked(kind: str, line: str) -> Sample:
    """Return the sample of a line in which «» mark the values."""
    spans, text = [], ""
    for part in re.split("(«[^»]*»)", line):
        if part.startswith("«"):
            spans.append(Span(kind, len(text), len(text) + len(part) - 2))
            part = part[1:-1]
        text += part
    return Sample(text, tuple(spans))


class Finder:
    """Finds values as a scan does: prefilters over bytes, then windows."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities
        self._candidates = compile_prefilters(identities.prefilters)[1]

    def spans(self, text: str) -> list[Span]:
        """Return the values of a text."""
        data = text.encode()
        ends = in_characters(data, self._candidates.find(data))
        seen = self._identities.find(text, ends)
        return [Span(self._identities.kinds[s.kind].id, s.start, s.end) for s in seen]


def scores(finder: Finder, samples: Iterable[Sample], only: str = "") -> dict[str, Score]:
    """Return how well each kind is found; a finding must overlap a value of its kind.

    `only` leaves out findings of other kinds, for samples that mark the values of one.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for sample in samples:
        found = [span for span in finder.spans(sample.text) if only in ("", span.kind)]
        for kind, what in compared(sample.spans, found):
            counts[kind, what] += 1
    kinds = sorted({kind for kind, _ in counts})
    return {
        kind: Score(counts[kind, "found"], counts[kind, "missed"], counts[kind, "false"])
        for kind in kinds
    }


def compared(truth: Sequence[Span], found: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Yield (kind, found, missed or false) for every value and every finding that is none."""
    left = list(found)
    for span in truth:
        hit = next((one for one in left if overlap(one, span)), None)
        if hit:
            left.remove(hit)
        yield span.kind, "found" if hit else "missed"
    for span in left:
        yield span.kind, "false"


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans of a kind share at least half of the longer one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    longer = max(one.end - one.start, other.end - other.start)
    return one.kind == other.kind and 2 * shared >= longer


def total(scored: Iterable[Score]) -> Score:
    """Return the scores of all kinds together."""
    return Score(*(sum(column) for column in zip(*scored, strict=True)))
