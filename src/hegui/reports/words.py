"""The fixed words of the reports, read once from `words.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hegui.common.text import Lang


@cache
def words(lang: Lang) -> dict[str, Any]:
    """Return the nested words in one language."""
    text = files("hegui.reports").joinpath("words.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = chosen(yaml.safe_load(text), lang)
    return found


def chosen(node: Any, lang: Lang) -> Any:
    """Return a tree of words with every pair of languages replaced by one of them."""
    if isinstance(node, list):
        return [chosen(item, lang) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"zh", "en"}:
        return node[lang]
    return {key: chosen(value, lang) for key, value in node.items()}
