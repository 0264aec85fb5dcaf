"""Classes of length and load as data: `classes.yaml`."""

from bisect import bisect_right
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from hegui.common.struct import Record


class Asked(Record, frozen=True, kw_only=True):
    """What is asked where nothing else is said."""

    requests: int
    loads: tuple[int, ...]
    lengths: tuple[int, ...]
    answer_tokens: int
    requests_per_second: float
    minutes: float
    stop_failing_share: float


class Classes(Record, frozen=True, kw_only=True):
    """All of `classes.yaml`."""

    schema: Literal["hegui/capability/1"]
    version: str
    source: str
    grade: str
    lengths: tuple[int, ...]
    loads: tuple[int, ...]
    asked: Asked
    local: tuple[str, ...]
    ask: str
    text: str


@cache
def classes() -> Classes:
    """Return classes and defaults."""
    data = Path(__file__).with_name("classes.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Classes)


def names(bounds: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names of classes that begin at these numbers: `1-99`, …, `16000+`."""
    ends = [f"{low}-{high - 1}" if high - 1 > low else f"{low}" for low, high in pairwise(bounds)]
    return (*ends, f"{bounds[-1]}+")


def class_of(value: int, bounds: tuple[int, ...]) -> str:
    """Return the name of the class of a number; what is below the first counts there."""
    return names(bounds)[max(0, bisect_right(bounds, value) - 1)]
