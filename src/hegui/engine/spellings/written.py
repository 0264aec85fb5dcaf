"""The ways of writing a term that can be listed: scripts, homophones, taken-apart characters."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from hegui.engine.spellings.data import (
    readings,
    simplified,
    spelling_rules,
    splits,
    traditional,
)


def script_forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (form, `traditional` or `simplified`) of a text, without the text itself.

    A character with several forms gives them all; a text of a script is written in that script
    throughout. At most `script_forms` of each kind; `script_count` says how many there would be.
    """
    most = spelling_rules().limits.script_forms
    plain = _products(text, simplified(), most)
    yield from ((form, "simplified") for form in plain if form != text)
    seen = {text, *plain}
    for form in _products(plain[0], traditional(), most):
        if form not in seen:
            yield form, "traditional"


def script_count(text: str) -> int:
    """Return how many traditional forms a text has, also beyond the limit."""
    count, table = 1, traditional()
    for char in text:
        count *= len(table.get(char, char))
    return count


def simple(text: str) -> str:
    """Return the text in its usual simplified form."""
    table = simplified()
    return "".join(table.get(char, char)[0] for char in text)


def _products(text: str, table: Mapping[str, Sequence[str]], most: int) -> list[str]:
    """Return the text with its characters replaced by the forms in a table."""
    if not any(char in table for char in text):
        return [text]
    choices = [table.get(char, char) for char in text]
    return ["".join(chosen) for chosen in islice(product(*choices), most)]


def homophone_forms(text: str) -> Iterator[str]:
    """Yield the text with one character replaced by a common homophone of the same tone."""
    for at, char in enumerate(text):
        for other in readings().homophones(char):
            yield text[:at] + other + text[at + 1 :]


def split_forms(text: str) -> Iterator[str]:
    """Yield the text with some of its characters taken apart: each alone first, then more."""
    table, seen = splits(), {text}
    choices = [(char, *table.get(char, ())) for char in text]
    singly = (
        text[:at] + way + text[at + 1 :] for at, ways in enumerate(choices) for way in ways[1:]
    )
    wholly = (
        "".join(ways[-1] for ways in choices),
        "".join((*ways, ways[0])[1] for ways in choices),
    )
    every = ("".join(chosen) for chosen in product(*choices))
    found = 0
    for form in (*singly, *wholly, *islice(every, spelling_rules().limits.split_forms)):
        if form in seen:
            continue
        seen.add(form)
        yield form
        found += 1
        if found == spelling_rules().limits.split_forms:
            return
