"""Corpora with planted duplicates, and what was planted."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.passages import EDITS, awkward, text

LANGS = ("zh", "zh", "en")


@dataclass
class Planted:
    """Rows of a corpus, and the planted pairs by the way they were made."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    pairs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    root: dict[str, str] = field(default_factory=dict)
    """The document that each was made from, or itself."""

    def add(self, whole: str, kind: str = "", of: str = "") -> str:
        """Add a document and return its id."""
        name = f"d{len(self.rows):06}"
        self.rows.append({"id": name, "text": whole})
        self.root[name] = self.root.get(of, name)
        if of:
            self.pairs.setdefault(kind, []).append((of, name))
        return name


def planted(seed: str, docs: int, share: float = 0.2, kinds: Sequence[str] = ()) -> Planted:
    """Return a corpus: a share of the documents is copied once, as it is or with an edit.

    Sizes are those of a web corpus: some hundred characters in the median, a few very long.
    """
    draw, made = random.Random(seed), Planted()
    kinds = kinds or ("copied", "awkward", *EDITS)
    while len(made.rows) < docs:
        lang = draw.choice(LANGS)
        size = min(20_000, int(draw.lognormvariate(6.3, 1.0)) + 60)
        whole = text(draw, size, lang)
        name = made.add(whole)
        if draw.random() < share:
            kind = draw.choice(kinds)
            made.add(edited(draw, kind, whole, lang), kind, name)
    order = list(range(len(made.rows)))
    draw.shuffle(order)
    made.rows = [made.rows[at] for at in order]
    return made


def edited(draw: random.Random, kind: str, whole: str, lang: str) -> str:
    """Return a text copied in one of the ways."""
    if kind == "copied":
        return whole
    if kind == "awkward":
        return awkward(draw, whole)
    return EDITS[kind](draw, whole, lang)
