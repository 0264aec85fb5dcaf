"""Texts with planted passages and duplicates, and edits that leave a text nearly the same."""

import random
from collections.abc import Callable

COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
RARE = "".join(chr(code) for code in range(0x5000, 0x5800))
SYLLABLES = [one + two + three for one in "bdfgklmnprstvz" for two in "aeiou" for three in "lnrst"]
WORDS = [one + two for one in SYLLABLES[::9] for two in SYLLABLES[::7]]
"""Two thousand words; few words would make all texts alike."""
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TRADITIONAL = str.maketrans(
    "国们来时个对为产种发动学会说过后经", "國們來時個對為產種發動學會說過後經"
)
NOISE = "😀🎉\u200b\u3000 \n…—"


def sentence(draw: random.Random, lang: str = "zh") -> str:
    """Return a sentence of some 10 to 40 characters, or 6 to 20 English words."""
    if lang == "en":
        return " ".join(draw.choices(WORDS, k=draw.randint(6, 20))).capitalize() + ". "
    letters = draw.choices(COMMON, k=draw.randint(8, 30)) + draw.choices(RARE, k=4)
    draw.shuffle(letters)
    letters.insert(len(letters) // 2, "，")
    return "".join(letters) + "。"


def text(draw: random.Random, size: int, lang: str = "zh") -> str:
    """Return a text of at least `size` characters."""
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        parts.append(sentence(draw, lang))
    return "".join(parts)


def awkward(draw: random.Random, passage: str) -> str:
    """Return the passage in full width, traditional forms, and with spaces, emoji and line ends."""
    out = []
    for letter in passage.translate(FULL_WIDTH).translate(TRADITIONAL).swapcase():
        out.append(letter)
        if draw.random() < 0.15:
            out.append(draw.choice(NOISE))
    return "".join(out)


def inserted(draw: random.Random, whole: str, lang: str) -> str:
    """Insert one sentence."""
    at = draw.randrange(len(whole))
    return whole[:at] + sentence(draw, lang) + whole[at:]


def deleted(draw: random.Random, whole: str, _lang: str) -> str:
    """Delete about a tenth in one piece."""
    size = max(1, len(whole) // 10)
    at = draw.randrange(len(whole) - size)
    return whole[:at] + whole[at + size :]


def swapped(draw: random.Random, whole: str, _lang: str) -> str:
    """Let two halves trade places."""
    at = draw.randrange(len(whole) // 3, 2 * len(whole) // 3)
    return whole[at:] + whole[:at]


def framed(_draw: random.Random, whole: str, lang: str) -> str:
    """Put a header and a footer round the text."""
    if lang == "en":
        return f"Home | News | About us\n{whole}\nAll rights reserved."
    return f"首页 新闻 关于我们\n{whole}\n版权所有，转载请注明出处。"


def misspelt(draw: random.Random, whole: str, _lang: str) -> str:
    """Change three letters, at most one in a hundred."""
    letters = list(whole)
    for _ in range(min(3, max(1, len(letters) // 100))):
        letters[draw.randrange(len(letters))] = draw.choice(RARE)
    return "".join(letters)


EDITS: dict[str, Callable[[random.Random, str, str], str]] = {
    "inserted": inserted,
    "deleted": deleted,
    "swapped": swapped,
    "framed": framed,
    "misspelt": misspelt,
}
