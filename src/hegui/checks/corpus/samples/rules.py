"""The rules of samples as typed records; see the comments in `rules.yaml`."""

from fractions import Fraction
from functools import cache
from pathlib import Path

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.errors import MissingThresholdError
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record

FILE = Path(__file__).with_name("rules.yaml")


class DrawingRules(Record, frozen=True, kw_only=True):
    """How a sample is drawn."""

    source: str
    grade: str
    strata: tuple[str, ...]
    minimum: int
    most_strata: int
    reach: int
    kept_of_stratum: int


class TechnicalRules(Record, frozen=True, kw_only=True):
    """Which findings of a scan make a document fail."""

    source: str
    grade: str
    kinds: tuple[str, ...]
    least_confidence: float


class ReviewRules(Record, frozen=True, kw_only=True):
    """Columns and words of review files: canonical names with the others that are accepted."""

    source: str
    grade: str
    most_characters: int
    columns: dict[str, tuple[str, ...]]
    verdicts: dict[str, tuple[str, ...]]


class SampleRules(Record, frozen=True, kw_only=True):
    """All rules of samples."""

    schema: str
    limits: dict[str, dict[str, str]]
    drawing: DrawingRules
    technical: TechnicalRules
    review: ReviewRules


@cache
def sample_rules() -> SampleRules:
    """Return the rules."""
    return msgspec.yaml.decode(FILE.read_bytes(), type=SampleRules)


@cache
def rules_digest() -> str:
    """Return the SHA-256 of the rules as they lie on disk."""
    return sha256_bytes(FILE.read_bytes())


class Limit(Record, frozen=True, kw_only=True):
    """A pass rate that a sample is held against, with its requirement and how well it is verified."""

    requirement: str
    grade: str
    share: str
    minimum: int = 0


def limit_of(catalogue: Catalogue, kind: str) -> Limit:
    """Return the limit of manual or technical samples; raises `MissingThresholdError`."""
    names = sample_rules().limits[kind]
    row = catalogue.requirements.get(names["rate"])
    if row is None or row.threshold is None or row.threshold.unit != "percent":
        raise MissingThresholdError(requirement=names["rate"])
    return Limit(
        requirement=row.id,
        grade=row.grade,
        share=str(Fraction(str(row.threshold.value)) / 100),
        minimum=wanted_size(catalogue) if kind == "manual" else 0,
    )


def wanted_size(catalogue: Catalogue) -> int:
    """Return how many items people must read; raises `MissingThresholdError`."""
    return int(_value(catalogue, sample_rules().limits["manual"]["size"], "items"))


def wanted_share(catalogue: Catalogue) -> Fraction:
    """Return which share of the corpus a machine must look at; raises `MissingThresholdError`."""
    return _value(catalogue, sample_rules().limits["technical"]["share"], "percent") / 100


def _value(catalogue: Catalogue, requirement: str, unit: str) -> Fraction:
    row = catalogue.requirements.get(requirement)
    if row is None or row.threshold is None or row.threshold.unit != unit:
        raise MissingThresholdError(requirement=requirement)
    return Fraction(str(row.threshold.value))
