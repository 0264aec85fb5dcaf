"""What counts as a duplicate: read from `rules.yaml`."""

from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record

ROWS = 4
"""Slots in a band: four of 16 bits make one number of 64."""


class Rules(Record, frozen=True, kw_only=True):
    """The numbers; `rules.yaml` says what each means."""

    source: str
    grade: str
    gram: int
    gram_alphabet: int
    resemblance: float
    containment: float
    contained_from: float
    slots: int
    seed: int
    part: int
    rounds: int

    def limited(self, resemblance: float | None) -> "Rules":
        """Return the rules with another limit, if there is one: then nothing but it counts."""
        if resemblance is None:
            return self
        return msgspec.structs.replace(self, resemblance=resemblance, contained_from=1.0)

    @property
    def bands(self) -> int:
        """Return the number of bands."""
        return self.slots // ROWS


@cache
def rules() -> Rules:
    """Return the rules."""
    return msgspec.yaml.decode(Path(__file__).with_name("rules.yaml").read_bytes(), type=Rules)
