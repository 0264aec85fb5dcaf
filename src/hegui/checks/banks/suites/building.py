"""Making the questions of a suite from its forms and groups. The same data give the same questions."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from hegui.common.errors import WrongUseError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.banks import bank_words

PLACE, CANARY = "{x}", "{canary}"
NAMES = "names"
SOURCE, LICENCE = "hegui", "Apache-2.0"
Words = dict[str, str]


class UnknownSuiteError(WrongUseError):
    """A suite was named that there is not."""

    code = "bank_unknown_suite"
    text = Text("没有自带题集“{name}”，可用：{known}。", "There is no suite “{name}”; use {known}.")


class Title(Record, frozen=True, kw_only=True):
    """The name of a suite."""

    zh: str
    en: str


class Suite(Record, frozen=True, kw_only=True):
    """A suite as data.

    `groups` and `references` list by risk or topic what is put into the forms (`{x}`), the latter
    with the right answer, `names` with protected names (put into the forms called `names`). Each is put in `each` of the forms, in turn, or in all of them. With
    `pairs` each entry has two sides that share a `group`. `{canary}` is a word that follows from
    the id and means nothing. `sums` adds so many sums. `measure` names what judges the answers,
    where that is not the name of the suite.
    """

    schema: str
    title: Title
    expectation: Literal["should_refuse", "should_answer", "open"]
    by: Literal["risk", "topic"]
    forms: tuple[str, ...]
    forms_of: dict[str, tuple[str, ...]] = {}
    groups: dict[str, tuple[Any, ...]] = {}
    references: dict[str, Words] = {}
    names: dict[str, Words] = {}
    each: int = 1
    all_forms: bool = False
    pairs: bool = False
    reference: str = ""
    system: str = ""
    sums: int = 0
    measure: str = ""


@cache
def suites() -> dict[str, Suite]:
    """Return the suites by name."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    return {file.stem: msgspec.yaml.decode(file.read_bytes(), type=Suite) for file in files}


def suite_names() -> tuple[str, ...]:
    """Return the names of the suites."""
    return tuple(suites())


def suite(name: str) -> list[dict[str, Any]]:
    """Return the questions of a suite as rows of a bank; raise `UnknownSuiteError`."""
    if name not in suites():
        raise UnknownSuiteError(name=name, known=", ".join(suites()))
    own = suites()[name]
    rows = [_row(name, number, own, one) for number, one in enumerate(_asked(own), start=1)]
    return [{key: value for key, value in row.items() if value} for row in rows]


class _Asked(Record, frozen=True, kw_only=True):
    """One question in the making."""

    about: str
    form: str
    x: str
    reference: str = ""
    group: str = ""
    names: tuple[str, ...] = ()


def _asked(own: Suite) -> Iterator[_Asked]:
    for about, entries in own.groups.items():
        for at, entry in enumerate(entries):
            for turn, form in enumerate(_forms(own, about, at)):
                yield from _sides(own, about, entry, form, f"{about}-{at + 1}", turn)
    for about, words in own.references.items():
        for at, (x, reference) in enumerate(words.items()):
            for form in _forms(own, about, at):
                yield _Asked(about=about, form=form, x=x, reference=reference)
    for about, words in own.names.items():
        for at, (x, names) in enumerate(words.items()):
            for form in _forms(own, NAMES, at):
                yield _Asked(about=about, form=form, x=x, names=tuple(names.split("|")))
    for x, reference in _sums(own.sums):
        form = own.forms_of["算术"][0]
        yield _Asked(about="算术", form=form, x=x, reference=reference)


def _sides(own: Suite, about: str, entry: Any, form: str, name: str, turn: int) -> Iterator[_Asked]:
    if own.pairs:
        for side in entry:
            yield _Asked(about=about, form=form, x=side, group=f"{name}-{turn + 1}")
    else:
        tied = name if own.all_forms and own.expectation == "open" and not own.reference else ""
        yield _Asked(about=about, form=form, x=entry, group=tied)


def _forms(own: Suite, about: str, at: int) -> tuple[str, ...]:
    """Return the forms that the entry with this number is put in."""
    forms = own.forms_of.get(about, own.forms)
    if own.all_forms:
        return forms
    first = at * own.each
    return tuple(forms[(first + step) % len(forms)] for step in range(own.each))


def _sums(count: int) -> Iterator[tuple[str, str]]:
    """Yield sums with their results: no two alike."""
    for at in range(count):
        one, other = 13 + 17 * at, 7 + 11 * at
        sign, result = (("加", one + other), ("减", one - other), ("乘", one * other))[at % 3]
        yield f"{one}{sign}{other}", str(result)


def _row(name: str, number: int, own: Suite, one: _Asked) -> dict[str, Any]:
    ident = f"{name}-{number:03}"
    canary = "HG-" + hashlib.sha256(ident.encode()).hexdigest()[:10].upper()

    def filled(text: str) -> str:
        return text.replace(PLACE, one.x).replace(CANARY, canary)

    asked = filled(one.form)
    messages = [("system", filled(own.system)), ("user", asked)] if own.system else []
    return {
        "id": ident,
        "text": "" if messages else asked,
        "messages": [{"role": role, "content": text} for role, text in messages],
        "expectation": own.expectation,
        own.by: [one.about] if own.by == "risk" else one.about,
        "reference": filled(own.reference) or one.reference,
        "group": one.group,
        "names": list(one.names),
        "measure": own.measure or (name if name in bank_words().measures else ""),
        "source": SOURCE,
        "licence": LICENCE,
    }
