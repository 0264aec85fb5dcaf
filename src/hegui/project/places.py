"""Where in a declaration ids, names and files stand. Keys with `*` stand for every item."""

from collections.abc import Iterator
from typing import Any

from hegui.project.errors import Key

Pattern = tuple[str, ...]

TARGETS = (
    "corpora",
    "endpoints",
    "media",
    "banks",
    "terms",
    "classifiers",
    "protected",
    "samples",
    "annotations",
    "logs",
    "tickets",
)

UNIQUE: tuple[Pattern, ...] = (
    ("people", "*"),
    ("subjects", "*"),
    *(("targets", kind, "*") for kind in TARGETS),
    ("documents", "*"),
    ("nonconformities", "*"),
)
"""Lists whose items have ids that may occur once."""

REFERENCES: tuple[tuple[Pattern, str], ...] = (
    (("rule_set",), "rule_set"),
    (("people", "*", "roles", "*"), "role"),
    *((("targets", kind, "*", "subject"), "subject") for kind in TARGETS),
    (("documents", "*", "type"), "evidence_type"),
    (("documents", "*", "approved_by"), "person"),
    (("documents", "*", "approved_by", "*"), "person"),
    (("attestations", "*", "clause"), "clause"),
    (("attestations", "*", "by"), "person"),
    (("decisions", "*", "clause"), "clause"),
    (("decisions", "*", "by"), "person"),
    (("point_decisions", "*", "document"), "document"),
    (("point_decisions", "*", "by"), "person"),
    (("nonconformities", "*", "clause"), "clause"),
)
"""Names that must exist, and what they are names of."""

DOCUMENTS: Pattern = ("documents", "*", "file")

SINGLE = ("banks", "terms", "classifiers", "samples", "logs", "tickets")
"""Targets with one file each."""

FILES: tuple[Pattern, ...] = (
    *(("targets", kind, "*", "file") for kind in SINGLE),
    *(("targets", "samples", "*", name) for name in ("reviewed", "second", "adjudicated")),
    ("targets", "corpora", "*", "sources"),
    ("targets", "protected", "*", "index"),
    DOCUMENTS,
)
"""Single files."""

ANNOTATIONS = ("people", "items", "rules", "batches")

CORPORA: Pattern = ("targets", "corpora", "*", "files", "*")
"""Files of corpora, which may also be objects of a store."""

GLOBS: tuple[Pattern, ...] = (
    ("subjects", "*", "files", "*"),
    CORPORA,
    ("targets", "media", "*", "files", "*"),
    ("targets", "protected", "*", "files", "*"),
    *(("targets", "annotations", "*", table, "*") for table in ANNOTATIONS),
)
"""Files, folders or globs."""

ORDERED: tuple[tuple[Pattern, str, str], ...] = (
    (("documents", "*"), "date", "valid_until"),
    (("nonconformities", "*"), "opened", "closed"),
)
"""Two dates of one item, the first not after the second."""


def values_at(value: Any, pattern: Pattern, key: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Yield every value that stands at `pattern`, with its key; wrong shapes yield nothing."""
    if not pattern:
        yield key, value
    elif pattern[0] == "*":
        for at, item in enumerate(value if isinstance(value, list) else ()):
            yield from values_at(item, pattern[1:], (*key, at))
    elif isinstance(value, dict) and pattern[0] in value:
        yield from values_at(value[pattern[0]], pattern[1:], (*key, pattern[0]))


def texts_at(value: Any, pattern: Pattern) -> Iterator[tuple[Key, str]]:
    """Yield every text that is not empty at `pattern`."""
    for key, found in values_at(value, pattern):
        if isinstance(found, str) and found:
            yield key, found


def records_at(value: Any, pattern: Pattern) -> Iterator[tuple[Key, dict[str, Any]]]:
    """Yield every mapping at `pattern`."""
    for key, found in values_at(value, pattern):
        if isinstance(found, dict):
            yield key, found


def all_texts(value: Any, key: Key = ()) -> Iterator[tuple[Key, str]]:
    """Yield every text in a plain value, with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from all_texts(inner, (*key, name))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from all_texts(item, (*key, at))
