"""The language of a text: by its script where that tells, else by a small offline identifier.

The identifier is py3langid (BSD-3-Clause, 4.6 MB, 141 languages, naive Bayes over byte n-grams). Its
answer counts only above a probability; short texts often stay unknown, which is what they are.
"""

from functools import cache
from typing import Any

import numpy as np

from hegui.checks.corpus.profile.letters import Array, column, script_parts
from hegui.checks.corpus.profile.rules import profile_rules
from hegui.common.errors import MissingExtraError

UNKNOWN = ""


@cache
def _identifier() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError as error:
        raise MissingExtraError(
            library="py3langid", purpose="languages / 语种", extra="corpus"
        ) from error
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identified(text: str) -> str:
    """Return the language that the identifier names, or nothing when it is not sure enough."""
    rules, head = profile_rules().languages, text[: profile_rules().languages.letters]
    if known := by_common_words(head):
        return known
    language, probability = _identifier().classify(head)
    sure = probability >= rules.least_probability and language != "zxx"
    return str(language) if sure else UNKNOWN


def by_common_words(text: str) -> str:
    """Return the language whose common words make up enough of a text, a tenth of the cost."""
    rules, words = profile_rules().languages, text.lower().split()
    if len(words) < rules.least_words or not text.isascii():
        return UNKNOWN
    for language, common in rules.common.items():
        if sum(word in common.words for word in words) >= common.share * len(words):
            return language
    return UNKNOWN


def script_counts(counted: Array) -> dict[str, Array]:
    """Return the letters of each script in each document."""
    return {name: column(counted, *parts) for name, parts in script_parts().items()}


class Guesser:
    """Guesses languages of documents whose characters were counted."""

    def __init__(self) -> None:
        rules = profile_rules()
        self._rules, self._scripts = rules.languages, rules.scripts.kinds
        self._names = list(script_parts())
        self._weights = np.array([rules.languages.weights.get(name, 1) for name in self._names])

    def guess(self, scripts: dict[str, Array], texts: list[str]) -> list[str]:
        """Return a language for each document; empty where it stays unknown."""
        matrix = np.stack([scripts[name] for name in self._names], axis=1) * self._weights
        first = matrix.argmax(axis=1).tolist()
        letters = matrix.sum(axis=1).tolist()
        kana = scripts["kana"] >= self._rules.kana_share * (scripts["kana"] + scripts["han"])
        japanese = (kana & (scripts["kana"] > 0)).tolist()
        return [
            self._one(self._names[at], size, is_japanese, text)
            for at, size, is_japanese, text in zip(first, letters, japanese, texts, strict=True)
        ]

    def _one(self, script: str, letters: int, japanese: bool, text: str) -> str:
        if letters < self._rules.least_letters:
            return UNKNOWN
        if script in ("han", "kana"):
            return "ja" if japanese else "zh"
        return self._scripts[script].language or identified(text)


@cache
def _codes() -> dict[str, str]:
    rules = profile_rules().languages
    found = {name: code for code, names in rules.names.items() for name in names}
    return {**found, **dict.fromkeys(rules.unknown, UNKNOWN)}


@cache
def _cached_code(value: str) -> str:
    word = value.strip().lower()
    if word in _codes():
        return _codes()[word]
    first = word.replace("_", "-").partition("-")[0]
    if first in _codes():
        return _codes()[first]
    return first if first.isascii() and first.isalpha() and len(first) in (2, 3) else word


def declared_code(value: str) -> str:
    """Return the code of a declared language (`zh-CN` and 中文 are zh); empty for none."""
    return _cached_code(value) if len(value) <= 40 else value.strip()
