"""The 27-character code of a provider: structure, and the check digit of the credit code in it."""

import re
from dataclasses import dataclass
from typing import Any

from hegui.common.text import Text

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: digits and letters without I, O, S, V, Z."""
CREDIT_LENGTH = 18
ORGANISATION = "1"

WRONG_LENGTH = Text(
    "提供者编码应为 {length} 位，实为 {found} 位", "it has {found} characters, not {length}"
)
WRONG_SEGMENT = Text("第 {pos} 位（{name}）不合规则", "position {pos} ({name}) does not fit")
WRONG_DIGIT = Text(
    "其中的统一社会信用代码校验位不符", "the check digit of the credit code in it is wrong"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Positions `start` to `end` (from 0, end excluded) and what they may hold."""

    name: str
    pos: str
    start: int
    end: int
    value: str = ""
    checked: bool = False
    known: tuple[tuple[str, str], ...] = ()

    def known_as(self, code: str) -> str:
        """Return what the value of this segment is known to mean, empty when that is not known."""
        return dict(self.known).get(code[self.start : self.end], "")


@dataclass(frozen=True, slots=True)
class CodeRule:
    """Length, alphabet and segments of a code."""

    length: int
    alphabet: re.Pattern[str]
    segments: tuple[Segment, ...]

    def looks_like_code(self, value: str) -> bool:
        """Tell whether a value is meant as a code; anything else is a provider's name.

        A code has the right length in the right alphabet, or begins with the fixed first
        segment and is at least as long as that and a subject.
        """
        if not self.alphabet.match(value):
            return False
        fixed = "".join(s.value for s in self.segments if s.start == 0)
        short = value.startswith(fixed) and len(value) > CREDIT_LENGTH
        return len(value) == self.length or (bool(fixed) and short)

    def fault(self, value: str) -> Text | None:
        """Return what is wrong with a code, None if nothing is."""
        if len(value) != self.length:
            return WRONG_LENGTH.filled(length=self.length, found=len(value))
        for segment in self.segments:
            if fault := self._segment_fault(segment, value):
                return fault
        return None

    def checks_subject(self, value: str) -> bool:
        """Tell whether the rule of the subject in a code is known, so that it was checked."""
        return self._binding(value) == ORGANISATION

    def _segment_fault(self, segment: Segment, value: str) -> Text | None:
        part = value[segment.start : segment.end]
        if segment.value and part != segment.value:
            return WRONG_SEGMENT.filled(pos=segment.pos, name=segment.name)
        if segment.checked and self._binding(value) == ORGANISATION and not valid_credit_code(part):
            return WRONG_DIGIT
        return None

    def _binding(self, value: str) -> str:
        return next((value[s.start : s.end] for s in self.segments if s.name == "binding"), "")


def code_rule(data: dict[str, Any]) -> CodeRule:
    """Return the rule from catalogue data; raise `KeyError` or `ValueError` when it is no rule."""
    alphabet = re.compile(f"[{data['alphabet']}]+\\Z")
    segments = tuple(_segment(part) for part in data["segments"])
    return CodeRule(int(data["length"]), alphabet, segments)


def _segment(data: dict[str, Any]) -> Segment:
    pos = str(data["pos"])
    first, _, last = pos.partition("-")
    return Segment(
        name=str(data["name"]),
        pos=pos,
        start=int(first) - 1,
        end=int(last or first),
        value=str(data.get("value", "")),
        checked="check" in data,
        known=tuple((str(key), str(name)) for key, name in data.get("known", {}).items()),
    )


def valid_credit_code(code: str) -> bool:
    """Tell whether an 18-character unified social credit code has its check digit (GB 32100)."""
    if len(code) != CREDIT_LENGTH or any(c not in CREDIT_ALPHABET for c in code):
        return False
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(code[:-1]))
    return CREDIT_ALPHABET.index(code[-1]) == (31 - total % 31) % 31
