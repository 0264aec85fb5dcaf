"""Several libraries of terms as one: a term that more than one of them holds is one term."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.scanning.asked import scan_terms
from hegui.common.files import distinct
from hegui.common.hashing import sha256_file
from hegui.common.struct import Record
from hegui.engine.terms import SEVERITIES, Term


class Library(Record, frozen=True, kw_only=True):
    """A file of terms that a scan was given."""

    name: str
    sha256: str
    terms: int


def joined_terms(paths: Sequence[Path]) -> tuple[tuple[Term, ...], tuple[Library, ...]]:
    """Return the terms of all files, and the files; a file that is named twice is read once.

    Terms of more than one file are sorted, so that the order of the files changes nothing. Raises
    `TableError`, which names file and line.
    """
    files = distinct(paths)
    read = [scan_terms(path) for path in files]
    libraries = tuple(
        Library(name=path.name, sha256=sha256_file(path), terms=len(terms))
        for path, terms in zip(files, read, strict=True)
    )
    terms = read[0] if len(read) == 1 else _joined(term for one in read for term in one)
    return terms, libraries


def _joined(terms: Iterable[Term]) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for term in terms:
        known = found.get(term.text)
        found[term.text] = term if known is None else _both(known, term)
    return tuple(found[text] for text in sorted(found))


def _both(one: Term, two: Term) -> Term:
    """Return one term that counts wherever either of the two would count."""
    return msgspec.structs.replace(
        one,
        risks=_all(one, two, lambda term: term.risks),
        severity=max(one.severity, two.severity, key=SEVERITIES.index),
        variants=_all(one, two, lambda term: term.variants),
        modes=_all(one, two, lambda term: term.modes),
        allow=tuple(sorted(set(one.allow) & set(two.allow))),
        context=_all(one, two, lambda t: t.context) if one.context and two.context else (),
    )


def _all(one: Term, two: Term, part: Callable[[Term], tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(sorted({*part(one), *part(two)}))
