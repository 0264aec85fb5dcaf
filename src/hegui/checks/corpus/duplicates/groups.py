"""Documents with one number in common, in bounded memory: spread over parts on disk, sorted by part."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.duplicates.rules import rules
from hegui.common.files import OutputError, why

Numbers = NDArray[np.int64]
Keyed = tuple[Numbers, NDArray[np.uint64]]
PARTS = ".parts-"
"""How the folder of the parts begins."""
PAIR = np.dtype([("key", np.uint64), ("document", np.int64)])


def equal_keys(
    keyed: Iterable[Keyed], docs: int, scratch: Path
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield (documents, starts): documents that share their key with another, group by group.

    Documents of a group are in order; `starts` holds where groups begin, and the end.
    """
    bits = max(0, (docs - 1) // rules().part).bit_length()
    if not bits:
        pairs = [_pairs(*one) for one in keyed]
        yield _grouped(np.concatenate(pairs) if pairs else np.zeros(0, PAIR))
        return
    try:
        with tempfile.TemporaryDirectory(prefix=PARTS, dir=scratch) as folder:
            paths = [Path(folder) / str(part) for part in range(1 << bits)]
            _spread(keyed, bits, paths)
            for path in paths:
                yield _grouped(np.fromfile(path, PAIR))
    except OSError as error:
        raise OutputError(path=scratch, why=why(error)) from error


def _pairs(documents: Numbers, keys: NDArray[np.uint64]) -> NDArray[np.void]:
    pairs = np.zeros(len(keys), PAIR)
    pairs["key"], pairs["document"] = keys, documents
    return pairs


def _spread(keyed: Iterable[Keyed], bits: int, paths: list[Path]) -> None:
    shift = np.uint64(64 - bits)
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("ab")) for path in paths]
        for documents, keys in keyed:
            pairs = _pairs(documents, keys)
            parts = (keys >> shift).astype(np.int64)
            order = np.argsort(parts, kind="stable")
            cuts = np.searchsorted(parts[order], np.arange(len(paths) + 1))
            for number, file in enumerate(files):
                file.write(pairs[order[cuts[number] : cuts[number + 1]]].tobytes())


def _grouped(pairs: NDArray[np.void]) -> tuple[Numbers, Numbers]:
    """Keep the groups of two and more."""
    order = np.argsort(pairs["key"], kind="stable")
    keys, documents = pairs["key"][order], pairs["document"][order]
    same = keys[1:] == keys[:-1]
    within = np.zeros(len(keys), bool)
    within[1:] |= same
    within[:-1] |= same
    first = within.copy()
    first[1:] &= ~same
    kept = np.flatnonzero(within)
    starts = np.flatnonzero(first[kept])
    return documents[kept], np.append(starts, len(kept))
