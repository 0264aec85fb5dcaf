"""Words, labels, numbers and shown strings of a corpus report in one language."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.identity.kinds import identity_data
from hegui.common.text import Lang
from hegui.reports.context import Word
from hegui.reports.corpus.context import BarView, Chart, Table
from hegui.reports.words import chosen

MOST = 20
"""Bars of a chart and rows of most tables; what is left out is said."""
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that are written as numbers: they hide, reorder or cannot be set."""
NUMBER = re.compile(r"—|(≥ )?[\d,.]+(%| [kMGTP]?B)?")
UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


@cache
def corpus_words(lang: Lang) -> dict[str, Any]:
    """Return the nested words in one language."""
    text = files("hegui.reports.corpus").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = chosen(yaml.safe_load(text), lang)
    return words


def shown(text: object) -> str:
    """Return a string as it may be shown: what is unseen in it is written as its number."""
    return "".join(
        f"\\u{{{ord(sign):X}}}" if unicodedata.category(sign) in HIDDEN else sign
        for sign in str(text)
    )


def size(count: float) -> str:
    """Return bytes for people, in decimal units."""
    for unit in UNITS:
        if count < 1000 or unit == UNITS[-1]:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError


def number(value: object) -> str:
    """Return a number for people; shares keep four decimals."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return shown(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}".rstrip("0").rstrip(".")


class Say:
    """One language over the catalogue's labels."""

    def __init__(self, catalogue: Catalogue, lang: Lang) -> None:
        self.catalogue, self.lang, self.w = catalogue, lang, corpus_words(lang)

    def of(self, row: object, stem: str = "") -> str:
        """Return a field of a row in this language, in Chinese where it has no other."""
        name = f"{stem}_{self.lang}" if stem else self.lang
        return str(getattr(row, name, "") or getattr(row, f"{stem}_zh" if stem else "zh", ""))

    def risk(self, code: str) -> str:
        """Return a risk with its title."""
        row = self.catalogue.risks.get(code)
        return f"{code} {self.of(row, 'title')}" if row else shown(code)

    def kind(self, name: str) -> str:
        """Return a kind of personal information in words."""
        for kind in identity_data().kinds.kinds:
            if kind.id == name:
                return f"{self.of(kind)}（{name}）" if self.lang == "zh" else f"{kind.en} ({name})"
        return shown(name)

    def measure(self, name: str) -> str:
        """Return what a number counts."""
        if name in self.w["names"]:
            return str(self.w["names"][name])
        label = self.catalogue.labels.get("measure", {}).get(name)
        return self.of(label) if label else shown(name)

    def state(self, code: str) -> Word:
        """Return the state of a part."""
        return Word(code, self.w["states"][code])

    def joined(self, names: Any) -> str:
        """Return names in a row."""
        return ("、" if self.lang == "zh" else ", ").join(names)

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Sequence[tuple[str, ...]],
        *,
        most: int = 0,
        more: str = "",
    ) -> Table:
        """Return a table; every column but the first that holds numbers only is set to the right."""
        kept = rows[:most] if most else rows
        left = len(rows) - len(kept)
        right = [at for at in range(1, len(head)) if kept and all(_number(row[at]) for row in kept)]
        note = more.format(count=f"{left:,}") if left and more else ""
        return Table(caption, tuple(head), tuple(kept), tuple(right), note)

    def chart(
        self, title: str, unit: str, source: str, counts: dict[str, int], head: Sequence[str]
    ) -> Chart:
        """Return bars of counts, the longest first as given; the rest is added up."""
        first = dict(list(counts.items())[:MOST])
        rest = sum(counts.values()) - sum(first.values())
        if rest:
            first[self.w["other"]] = rest
        longest, total = max(first.values(), default=1) or 1, sum(counts.values()) or 1
        bars = tuple(
            BarView(name, value / longest, f"{value:,} ({value / total:.1%})")
            for name, value in first.items()
        )
        alternative = self.joined(f"{bar.label} {bar.text}" for bar in bars)
        data = self.table(title, head, [(name, f"{value:,}") for name, value in first.items()])
        return Chart(title, unit, source, alternative, bars, data)


def _number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None
