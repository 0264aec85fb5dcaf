"""How texts of each kind are compared: read from `kinds.yaml`."""

from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

from hegui.common.struct import Record

Kind = Literal["work", "blocked", "test_set"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Cut(Record, frozen=True, kw_only=True):
    """The numbers of a kind; `kinds.yaml` says what each means."""

    zh: str
    en: str
    gram: int
    window: int
    passage: int
    whole: float
    share: float


class Rules(Record, frozen=True, kw_only=True):
    """Numbers that all kinds share, and those of each."""

    source: str
    grade: str
    ideograph: int
    gap: int
    most_texts: int
    most_places: int
    kinds: dict[Kind, Cut]


@cache
def rules() -> Rules:
    """Return the rules."""
    return msgspec.yaml.decode(Path(__file__).with_name("kinds.yaml").read_bytes(), type=Rules)
