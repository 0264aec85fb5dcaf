"""The language of the page: Chinese unless the reader chose English."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import translation
from django.utils.functional import lazy

from hegui.common.text import Lang, Text


def language() -> Lang:
    """Return the language that is active now."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def say(zh: str, en: str, /, **values: object) -> str:
    """Return one of two texts in the active language, placeholders filled."""
    return Text(zh, en).in_(language(), **values)


say_lazy: Any = lazy(say, str)
"""Like `say`, decided when it is shown: for labels of forms, columns and choices."""


def said(text: Text, /, **values: object) -> str:
    """Return a two-language text in the active language."""
    return text.in_(language(), **values)


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Speak a language inside the block: mails, reports."""
    with translation.override("en" if lang == "en" else "zh-hans"):
        yield
