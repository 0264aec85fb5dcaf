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
    chosen: dict[str, Any] = _choose(yaml.safe_load(text), lang)
    return chosen


def _choose(node: Any, lang: Lang) -> Any:
    if isinstance(node, list):
        return [_choose(item, lang) for item in node]
    if set(node) == {"zh", "en"}:
        return node[lang]
    return {key: _choose(value, lang) for key, value in node.items()}
