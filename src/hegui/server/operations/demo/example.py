"""The example that comes with hegui, as data."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

import hegui
from hegui.common.errors import HeguiError
from hegui.common.text import Text

NAME = "assistant"


class DemoMissingError(HeguiError):
    """The example is neither in this installation nor in a checkout around it."""

    code = "demo_missing"
    text = Text(
        "找不到随附的示例，不能建立演示组织；请重新安装 hegui。",
        "The example that comes with hegui is missing: install hegui again to make the demonstration.",
    )


def folder() -> Path:
    """Return the folder of the example: in the wheel, else in the checkout around the package."""
    package = Path(hegui.__file__).resolve().parent
    for found in (package / "_examples" / NAME, package.parents[1] / "examples" / NAME):
        if (found / "hegui.yaml").is_file():
            return found
    raise DemoMissingError


@lru_cache(maxsize=1)
def declared() -> dict[str, Any]:
    """Return the example's declaration."""
    found: dict[str, Any] = yaml.safe_load((folder() / "hegui.yaml").read_text("utf-8"))
    return found


def judged_on(fact: dict[Any, Any]) -> dt.date:
    """Return the day of a judgement (YAML 1.1 reads the key `on` as true)."""
    day: dt.date = fact.get("on") or fact[True]
    return day
