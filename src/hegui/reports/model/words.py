"""The fixed words of the report of a model's test."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hegui.common.text import Lang
from hegui.reports.words import chosen


@cache
def model_words(lang: Lang) -> dict[str, Any]:
    """Return the nested words of the report in one language."""
    text = files("hegui.reports.model").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = chosen(yaml.safe_load(text), lang)
    return words
