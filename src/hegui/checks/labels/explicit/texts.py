"""Prompts in texts: put at the start, the end or into the middle, and found there again.

GB 45438, 5.1: a text prompt at the start, the end or a suitable place in the middle.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from hegui.checks.labels.explicit.elements import Kind, folded, kind_of
from hegui.checks.labels.explicit.errors import LabelWordsError
from hegui.checks.labels.explicit.rules import ExplicitRules, own
from hegui.checks.labels.explicit.verdict import Seen
from hegui.common.text import Lang, Text

Place = Literal["start", "middle", "end"]
PLACES: tuple[Place, ...] = ("start", "middle", "end")
PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
PIECE = re.compile(r"[^\n。！？!?]+[。！？!?]?")
FRONT = re.compile(r"\A(\ufeff?---\r?\n.*?\r?\n(?:---|\.\.\.)\r?\n)", re.DOTALL)
"""YAML front matter of Markdown; the label in the file stands there, the prompt behind it."""

NONE = Text("起始、末尾和中间都没有显式标识", "there is no explicit label at start, end or middle")
DENIED = Text("{place}的文字否认由人工智能生成", "the words at the {place} deny that AI made it")
ABOUT = Text(
    "{place}的文字含两要素，但像是谈论生成内容，须由人判断",
    "the words at the {place} hold both elements but seem to speak about such content; a person "
    "must judge",
)
FOREIGN = Text(
    "{place}的文字用外文说明生成，标准所列要素是中文，须由人判断",
    "the words at the {place} say so in another language while the standard lists Chinese "
    "elements; a person must judge",
)
INSIDE = Text(
    "中间的文字含两要素，是否为标识须由人判断",
    "words in the middle hold both elements; whether they are a label a person must judge",
)
FOUND = Text("{place}有含两要素的提示", "a prompt with both elements stands at the {place}")
EMPTY = Text("没有文字", "there is no text")
NAMES = {
    "start": Text("起始", "start"),
    "middle": Text("中间", "middle"),
    "end": Text("末尾", "end"),
}


class Prompt(NamedTuple):
    """A piece of text that speaks of generation: where (character offsets), and what it is."""

    place: Place
    start: int
    end: int
    kind: Kind


def prompt_words(
    rules: ExplicitRules, place: Place | Literal["mark"], lang: Lang = "zh", words: str = ""
) -> str:
    """Return the words of a label, our template unless given; raises `LabelWordsError`."""
    chosen = words or str(own()["templates"][lang][place])
    if kind_of(chosen, rules) not in ("label", "about"):
        raise LabelWordsError(
            words=chosen, ai=", ".join(rules.ai), generation=", ".join(rules.generation)
        )
    return chosen


def label_text(
    text: str, rules: ExplicitRules, *, place: Place = "start", lang: Lang = "zh", words: str = ""
) -> str:
    """Return the text with a prompt as a paragraph of its own; every other character is kept.

    A text that begins with YAML front matter keeps it in front. `middle` is the break of
    paragraphs nearest to the half; a text without one gets the prompt at its start.
    """
    opening, closing = own()["text"]["brackets"]
    prompt = f"{opening}{prompt_words(rules, place, lang, words)}{closing}"
    front = match.end() if (match := FRONT.match(text)) else int(text.startswith("\ufeff"))
    head, body = text[:front], text[front:]
    breaks = [found.end() for found in PARAGRAPH.finditer(body)]
    if place == "end":
        return f"{head}{body}{'' if body.endswith(chr(10)) else chr(10)}\n{prompt}\n"
    if place == "middle" and breaks:
        at = min(breaks, key=lambda end: abs(end - len(body) // 2))
        return f"{head}{body[:at]}{prompt}\n\n{body[at:]}"
    return f"{head}{prompt}\n\n{body}"


def find_prompts(text: str, rules: ExplicitRules) -> list[Prompt]:
    """Return the pieces of a text that hold both elements, or say the same in other words.

    Start and end are the first and last `window_chars` characters that can be seen.
    """
    first = FRONT.match(text).end() if FRONT.match(text) else 0  # type: ignore[union-attr]
    return [
        found for found in _prompts(text, first, rules) if found.kind not in ("none", "partial")
    ]


def _prompts(text: str, first: int, rules: ExplicitRules) -> Iterator[Prompt]:
    start, end = _windows(text, first, rules.window_chars)
    for piece in PIECE.finditer(text, first):
        if _long(piece[0], rules):
            place: Place = "middle"
            kind: Kind = _weak(kind_of(piece[0], rules))
        else:
            place = "start" if piece.start() < start else "end" if piece.end() > end else "middle"
            kind = kind_of(piece[0], rules)
        yield Prompt(place, piece.start(), piece.end(), kind)


def _long(piece: str, rules: ExplicitRules) -> bool:
    """Tell whether a piece is prose: a prompt is short."""
    return len(folded(piece)) > rules.window_chars


def _weak(kind: Kind) -> Kind:
    return "about" if kind in ("label", "foreign") else kind


def _windows(text: str, first: int, size: int) -> tuple[int, int]:
    """Return where the start ends and where the end starts, counting characters that are seen."""
    return _after(text, range(first, len(text)), size), _after(
        text, range(len(text) - 1, first - 1, -1), size
    )


def _after(text: str, places: range, size: int) -> int:
    seen = 0
    for at in places:
        seen += not text[at].isspace()
        if seen >= size:
            return at
    return places.stop


def judge_text(text: str, rules: ExplicitRules) -> Seen:
    """Return whether a text carries a prompt; what only a person can tell is inconclusive."""
    if not folded(text):
        return Seen("text", "inconclusive", "none", (EMPTY,))
    prompts = find_prompts(text, rules)
    sure = [p for p in prompts if p.kind == "label" and (p.place != "middle" or _alone(text, p))]
    if sure:
        best = min(sure, key=lambda p: p.place == "middle")
        figures = {"start": best.start, "end": best.end, "prompts": len(sure)}
        return Seen("text", "compliant", "words", (_said(FOUND, best),), best.place, figures)
    doubts = tuple(dict.fromkeys(_doubt(prompt) for prompt in prompts))
    if any(prompt.kind != "denied" for prompt in prompts):
        return Seen("text", "inconclusive", "words", doubts)
    return Seen("text", "not_found", "words", (*doubts, NONE))


def _alone(text: str, prompt: Prompt) -> bool:
    """Tell whether a piece is a line of its own."""
    before, after = (
        text[: prompt.start].rstrip(" \t（([【*_>"),
        text[prompt.end :].lstrip(" \t）)]】*_"),
    )
    return before[-1:] in ("", "\n") and after[:1] in ("", "\n", "\r")


def _doubt(prompt: Prompt) -> Text:
    if prompt.kind == "label":
        return INSIDE
    return _said({"denied": DENIED, "foreign": FOREIGN}.get(prompt.kind, ABOUT), prompt)


def _said(reason: Text, prompt: Prompt) -> Text:
    name = NAMES[prompt.place]
    return Text(reason.in_("zh", place=name.zh), reason.in_("en", place=name.en))
