"""From what a user names to what a scan needs: terms, and the key of digests."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from hegui.checks.corpus.errors import UnknownVariantError
from hegui.checks.corpus.masking import digest_key
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.engine.forms import CHEAP, MODES
from hegui.engine.tables import fail, read_text
from hegui.engine.terms import MAX_LIBRARY, PLAIN, Mode, Term, form_problem, modes_of, read_terms

KEY = "digest.key"


def scan_terms(path: Path, risks: Sequence[str] = ()) -> tuple[Term, ...]:
    """Return the terms of a library, or of a plain text file with one term a line.

    Terms are kept as given: what differs in case or width only is another term. Raises
    `TableError`, which names the line.
    """
    if path.suffix.lower() not in PLAIN:
        return read_terms(path, risks=risks).terms
    texts = dict.fromkeys(_plain(path))
    if not texts:
        raise fail(path, 0, "没有关键词", "there are no terms")
    return tuple(Term(text=text, risks=()) for text in texts)


def _plain(path: Path) -> Iterator[str]:
    for line, written in enumerate(read_text(path, MAX_LIBRARY).splitlines(), start=1):
        text = written.strip()
        if problem := form_problem(text):
            raise fail(path, line, *problem)
        if text:
            yield text


def scan_modes(asked: str) -> tuple[Mode, ...] | None:
    """Return the costly variants that are asked for; None leaves them to the terms.

    The names of variants that every scan looks for are allowed and change nothing.
    """
    names = [name.strip() for name in asked.split(",") if name.strip()]
    if not names:
        return None
    known = (*CHEAP, *MODES, "all", "none")
    if unknown := [name for name in names if name not in known]:
        raise UnknownVariantError(name=unknown[0], known=", ".join(known))
    costly = modes_of(names)
    return costly if costly or "none" in names else None


def scan_key(folder: Path, variable: str, files: Sequence[CorpusFile]) -> bytes:
    """Return the key of the digests: the owner's secret, or drawn once from the content.

    What was drawn is kept in the output folder, readable by its owner only, so that digests stay
    comparable when shards are added later.
    """
    if variable:
        return digest_key(variable, ())
    path = folder / KEY
    if path.exists():
        return bytes.fromhex(path.read_text(encoding="ascii"))
    key = digest_key("", files)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex())
    return key
