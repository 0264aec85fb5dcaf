"""Finding rows of the catalogue by words; the texts are folded once and asked many times."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.catalogue.query import Found, all_rows, plain, title


class _Texts(NamedTuple):
    """The folded texts of one row, the weightiest first: id, titles, all."""

    found: Found
    ranks: tuple[str, str, str]


class Finder:
    """The texts of one catalogue, ready to be searched."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.texts = [_Texts(found, _ranks(found.row)) for found in all_rows(catalogue)]

    def search(self, text: str, kind: str = "") -> list[Found]:
        """Return the rows that hold every word: by their id first, then by title, then at all."""
        words = plain(text).split()
        ranked: tuple[list[Found], ...] = ([], [], [])
        for found, ranks in self.texts if words else ():
            if kind and found.kind != kind:
                continue
            if all(word in ranks[2] for word in words):
                rank = next(n for n, held in enumerate(ranks) if all(w in held for w in words))
                ranked[rank].append(found)
        return [found for rows in ranked for found in rows]


def search(catalogue: Catalogue, text: str) -> list[Found]:
    """Return the rows that hold every word of `text`: ids first, then titles, then other texts."""
    return Finder(catalogue).search(text)


def _ranks(row: Any) -> tuple[str, str, str]:
    heads = "\n".join((row.id, *title(row)))
    return plain(row.id), plain(heads), plain("\n".join((heads, *_texts(row))))


def _texts(value: Any) -> Iterator[str]:
    """Yield all words in a row."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
