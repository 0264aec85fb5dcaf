"""Fonts of the PDF: configured, then the system's, then the bundled subset; and which characters
they hold.

Typst says nothing of a missing glyph, so every character is checked against the fonts' character
maps before anything is compiled.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hegui.common.bundled import bundled_fonts
from hegui.common.errors import HeguiError, MissingExtraError
from hegui.common.text import Text

FONT_OPTION = "HEGUI_FONT_PATH"
BUNDLED = "Hegui Sans SC"
SYSTEM = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
"""System families that are good for Chinese body text and free to embed, best first."""


class MissingGlyphError(HeguiError):
    """A character of the report is in none of the fonts."""

    code = "missing_glyph"
    text = Text(
        "字体里没有字符“{character}”（{codepoint}），出现在 {record}。"
        "请用环境变量 {option} 指向含有该字的字体文件或文件夹后再试。",
        "No font has the character “{character}” ({codepoint}), used in {record}. "
        "Point the environment variable {option} to a font file or folder that has it and try again.",
    )


class FontNotFoundError(HeguiError):
    """The configured font path holds no usable font."""

    code = "font_not_found"
    text = Text(
        "{option} 指向的“{path}”里没有可用的字体。请改为字体文件或含字体的文件夹。",
        "{option} points to “{path}”, which holds no usable font. Name a font file or a folder of fonts.",
    )


@dataclass(frozen=True, slots=True)
class FontChoice:
    """Font families in order of use, the folders that hold them, and each regular face's file."""

    families: tuple[str, ...]
    folders: tuple[str, ...]
    faces: tuple[tuple[str, int], ...]


def choose_fonts(configured: str | None = None) -> FontChoice:
    """Return the fonts to use; `configured` is a file or folder (default: HEGUI_FONT_PATH)."""
    typst = _typst()
    own = configured or os.environ.get(FONT_OPTION, "")
    folders = [str(bundled_fonts())]
    families: list[str] = []
    if own:
        folder = Path(own) if Path(own).is_dir() else Path(own).parent
        found = _faces(typst.Fonts(False, False, [str(folder)]) if folder.is_dir() else None)
        chosen = [f for f, face in found.items() if Path(own).is_dir() or face[0] == str(Path(own))]
        if not chosen:
            raise FontNotFoundError(option=FONT_OPTION, path=own)
        families += sorted(chosen)
        folders.insert(0, str(folder))
    faces = _faces(typst.Fonts(True, False, folders))
    families += [name for name in SYSTEM if name in faces][:1]
    families.append(BUNDLED)
    return FontChoice(tuple(families), tuple(folders), tuple(faces[name] for name in families))


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError(library="typst", purpose="PDF", extra="reports") from error
    return typst


def _faces(fonts: Any) -> dict[str, tuple[str, int]]:
    """Return file and index of each family's face nearest to regular weight."""
    best: dict[str, Any] = {}
    for font in sorted(fonts.fonts() if fonts else [], key=lambda f: abs(f.weight - 400)):
        if font.path and font.style == "normal":
            best.setdefault(font.family, font)
    return {family: (font.path, font.index) for family, font in best.items()}


@cache
def _characters(path: str, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def check_glyphs(record: Mapping[str, Any], fonts: FontChoice) -> None:
    """Raise `MissingGlyphError` for the first character that no font has, naming its record."""
    known = frozenset[int]().union(*(_characters(*face) for face in fonts.faces))
    seen: set[str] = set()
    for where, text in strings(record, ""):
        for character in set(text) - seen:
            if ord(character) >= 32 and ord(character) not in known:
                raise MissingGlyphError(
                    character=character,
                    codepoint=f"U+{ord(character):04X}",
                    record=where,
                    option=FONT_OPTION,
                )
        seen.update(text)


def with_glyphs(node: Any, fonts: FontChoice) -> Any:
    """Return a tree in which characters that no font has are written as `\\u{...}`.

    For what others wrote, such as names of files, where refusing the document helps nobody.
    """
    known = frozenset[int]().union(*(_characters(*face) for face in fonts.faces))
    return _with_glyphs(node, known)


def _with_glyphs(node: Any, known: frozenset[int]) -> Any:
    if isinstance(node, str):
        return "".join(
            sign if ord(sign) in known or sign == "\n" else f"\\u{{{ord(sign):X}}}" for sign in node
        )
    if isinstance(node, Mapping):
        return {key: _with_glyphs(value, known) for key, value in node.items()}
    return [_with_glyphs(one, known) for one in node] if isinstance(node, (list, tuple)) else node


def strings(node: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield every string of a tree with its place, such as `clauses/4.5a/headline`."""
    if isinstance(node, str):
        yield where, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from strings(value, f"{where}/{key}" if where else str(key))
    elif isinstance(node, Sequence):
        for index, value in enumerate(node):
            name = value.get("id", index) if isinstance(value, Mapping) else index
            yield from strings(value, f"{where}/{name}")
