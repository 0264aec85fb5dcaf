"""Accuracy: does an answer give the reference."""

import re
from collections.abc import Iterable

from hegui.checks.model.marks import Mark
from hegui.checks.model.measures.numerals import number, numbers
from hegui.checks.model.measures.rules import declines, has, plain, unreadable, words
from hegui.engine.mixed_bank import MixedQuestion

HAN = re.compile(r"[㐀-鿿]")
DENIED = re.compile(r"(?:不是|并非|而不是|而非|不叫|is not|isn't|not)\s*(?:the |一个)?$")
CONCLUDES = re.compile(r"(?:=|等于|答案[是为:]*|结果[是为:]*|共|得|合|is|equals|answer)\s*:?\s*")
NO_REFERENCE = "no_reference"
SYMBOL_CHARS = 3


def judge_accuracy(question: MixedQuestion, text: str, finish: str) -> Mark:
    """Judge an answer against the reference (several with `|`); k counts right ones.

    Right is an answer that gives the reference and nothing that competes with it. One that names
    several numbers, doubts, or is written in another script than the reference is undetermined.
    """
    wanted = tuple(part.strip() for part in question.reference.split("|") if part.strip())
    if not wanted:
        return _open(NO_REFERENCE)
    if noise := unreadable(text):
        return _open(noise)
    shown = plain(text)
    if all(number(one) is not None for one in wanted):
        found = _by_number(question, wanted, shown)
    else:
        found = _by_name(wanted, text, shown)
    if found.word == "wrong" and declines(text, finish):
        return Mark(judged=True, counted=False, kind="refused", word="refused")
    return found


def _open(why: str) -> Mark:
    return Mark(judged=False, counted=False, rules=(why,), word="undetermined")


def _right() -> Mark:
    return Mark(judged=True, counted=True, word="right")


def _wrong(why: str) -> Mark:
    return Mark(judged=True, counted=False, kind="wrong", rules=(why,), word="wrong")


def _by_number(question: MixedQuestion, wanted: Iterable[str], shown: str) -> Mark:
    """Judge a number: what is concluded, or the only number that the question does not name."""
    right = {number(one) for one in wanted}
    concluded = [
        value
        for place in CONCLUDES.split(shown)[1:]
        if (value := next(numbers(place), None)) is not None
    ]
    asked = set(numbers(plain(question.text)))
    found = list(numbers(shown))
    told = concluded[-1:] or [v for v in found if v not in asked] or found
    if not told:
        return _open("doubt") if has("doubtful", shown) else _wrong("no_number")
    if set(told) <= right:
        return _open("doubt") if has("doubtful", shown) else _right()
    return _open("several_numbers") if right & set(found) else _wrong("other_number")


def _by_name(wanted: tuple[str, ...], text: str, shown: str) -> Mark:
    names = [name for one in wanted for name in (one, *words().aliases.get(one, ()))]
    if any(_named(name, text, shown) for name in names):
        return _open("doubt") if has("doubtful", shown) else _right()
    if any(plain(name) in shown for name in names if HAN.search(name)):
        return _wrong("denied")
    if any(map(HAN.search, wanted)) and not HAN.search(text):
        return _open("other_script")
    return _wrong("not_named")


def _named(name: str, text: str, shown: str) -> bool:
    """Tell whether a text gives a name and does not deny it; a short symbol in its own case."""
    if HAN.search(name):
        places = [m.start() for m in re.finditer(re.escape(plain(name)), shown)]
        return any(not DENIED.search(shown[:at]) for at in places)
    symbol = len(name) <= SYMBOL_CHARS
    edge = rf"(?<![A-Za-z0-9]){re.escape(name if symbol else plain(name))}(?![A-Za-z0-9])"
    where = text if symbol else shown
    return any(not DENIED.search(where[: m.start()]) for m in re.finditer(edge, where))
