"""Aligned tables on a terminal; Chinese characters take two columns and wrap anywhere."""

import re
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

GAP = "  "
NARROWEST = 8
NO_LINE_START = "，。、；：？！）》」』】”’…—,.;:?!)]}%"
"""Signs that may not begin a line."""
NO_LINE_END = "（《「『“‘(["
"""Signs that may not end a line."""
BREAK_AFTER = "_-./|"
"""Signs inside a long id after which it is cut."""
PIECES = re.compile(
    r"[ \t]+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)


class Column(NamedTuple):
    """A column: its head, how it is aligned, and whether it may wrap when space is short.

    A column that wraps is never wider than `most`, and narrower than `least` only where even that
    does not fit on the terminal.
    """

    head: str
    align: Literal["left", "right"] = "left"
    wrap: bool = False
    least: int = NARROWEST
    most: int | None = None


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Return how many terminal columns the text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(_char_width, text))


@lru_cache(maxsize=8192)
def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, size: int, align: str = "left") -> str:
    """Fill the text with spaces to `size` columns."""
    space = " " * max(0, size - width(text))
    return space + text if align == "right" else text + space


def clip(text: str, size: int) -> str:
    """Cut the text to at most `size` columns, ending in … when something is left out."""
    if width(text) <= size:
        return text
    kept, used = [], 1
    for char in text:
        used += _char_width(char)
        if used > size:
            break
        kept.append(char)
    return "".join(kept) + "…"


def wrap(text: str, size: int) -> list[str]:
    """Break the text into lines of at most `size` columns: Latin at spaces, Chinese anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_line(paragraph, size)
    return lines


def _wrap_line(text: str, size: int) -> list[str]:
    if width(text) <= size:
        return [text.rstrip()]
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for piece in _pieces(text, size):
        if line and used + width(piece.rstrip()) > size:
            kept = _taken_along(line, piece)
            lines.append("".join(line).rstrip())
            line, used = kept, sum(map(width, kept))
        if line or piece.strip():
            line.append(piece)
            used += width(piece)
    return [*lines, "".join(line).rstrip()]


def _taken_along(line: list[str], piece: str) -> list[str]:
    """Take from the end of a line what may not be parted from the piece on the next line."""
    start = len(line)
    if _all_in(piece, NO_LINE_START) and line[-1].strip():
        start -= 1
        while start > 0 and _all_in(line[start], NO_LINE_START):
            start -= 1
    while start > 0 and _all_in(line[start - 1], NO_LINE_END):
        start -= 1
    if start == 0:
        return []
    taken = line[start:]
    del line[start:]
    return taken


def _all_in(piece: str, signs: str) -> bool:
    return all(char in signs for char in piece)


def _pieces(text: str, size: int) -> Iterable[str]:
    """Yield the parts between which a line may break; a long word is cut, if it can after a sign."""
    for piece in PIECES.findall(text):
        rest = piece
        while width(rest) > size:
            head = rest[: max(1, size)]
            cut = max(head.rfind(sign) for sign in BREAK_AFTER) + 1
            yield rest[: cut or len(head)]
            rest = rest[cut or len(head) :]
        if rest:
            yield rest


def terminal_width() -> int:
    """Return the columns of the terminal (COLUMNS, else the real one, else 100)."""
    return shutil.get_terminal_size((100, 24)).columns


def prose(text: str) -> str:
    """Return sentences wrapped to the terminal."""
    return "\n".join(wrap(text, terminal_width()))


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, total: int | None = None
) -> str:
    """Return a table as text: heads, a rule, rows; columns that may wrap share what is left."""
    cells = [[str(cell) for cell in row] for row in rows]
    sizes = _sizes(columns, cells, total or terminal_width())
    lines = _row_lines(columns, sizes, [column.head for column in columns])
    lines.append(GAP.join("─" * size for size in sizes))
    for row in cells:
        lines += _row_lines(columns, sizes, row)
    return "\n".join(lines)


def _sizes(columns: Sequence[Column], cells: list[list[str]], total: int) -> list[int]:
    natural = [
        max([width(column.head), *(width(line) for row in cells for line in row[n].split("\n"))])
        for n, column in enumerate(columns)
    ]
    wrapping = [n for n, column in enumerate(columns) if column.wrap]
    for n in wrapping:
        natural[n] = min(natural[n], max(columns[n].most or natural[n], width(columns[n].head)))
    room = total - len(GAP) * (len(columns) - 1)
    for floors in ({n: columns[n].least for n in wrapping}, dict.fromkeys(wrapping, NARROWEST)):
        _shrink(natural, {n: max(f, width(columns[n].head)) for n, f in floors.items()}, room)
    return natural


def _shrink(sizes: list[int], floors: dict[int, int], room: int) -> None:
    """Take what is too much from the widest columns, level by level, none below its floor."""
    while (excess := sum(sizes) - room) > 0:
        spare = [n for n, floor in floors.items() if sizes[n] > floor]
        if not spare:
            return
        widest = max(spare, key=lambda n: sizes[n])
        next_size = max((sizes[n] for n in spare if n != widest), default=0)
        level = min(next_size, sizes[widest] - 1)
        sizes[widest] = max(floors[widest], sizes[widest] - excess, level)


def _row_lines(columns: Sequence[Column], sizes: list[int], row: Sequence[str]) -> list[str]:
    blocks = [wrap(cell, size) for cell, size in zip(row, sizes, strict=True)]
    lines = []
    for n in range(max(len(block) for block in blocks)):
        parts = [
            pad(block[n] if n < len(block) else "", size, column.align)
            for block, size, column in zip(blocks, sizes, columns, strict=True)
        ]
        lines.append(GAP.join(parts).rstrip())
    return lines


def fields(pairs: Iterable[tuple[str, str]], *, total: int | None = None) -> str:
    """Return `name  value` lines with aligned values, wrapped to the terminal."""
    kept = [(name, value) for name, value in pairs if value]
    size = max((width(name) for name, _ in kept), default=0)
    room = max(20, (total or terminal_width()) - size - len(GAP))
    lines = []
    for name, value in kept:
        for n, line in enumerate(wrap(value, room)):
            lines.append((pad(name if n == 0 else "", size) + GAP + line).rstrip())
    return "\n".join(lines)
