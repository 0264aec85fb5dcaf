"""Parameters of a check in the project file (`checks: {id: {…}}`), read with clear errors."""

from collections.abc import Collection
from typing import Any

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.project.declared import Declared


class BadParameterError(WrongUseError):
    """A parameter of a check is unknown or has a wrong value."""

    code = "bad_parameter"
    text = Text(
        "项目文件 checks 下“{check}”的参数“{name}”不可用：{what_zh}。",
        "Parameter “{name}” under checks / “{check}” cannot be used: {what_en}.",
    )


def text_parameters(declared: Declared, check: str, known: Collection[str]) -> dict[str, Any]:
    """Return the parameters of a check; only `known` names and text values are accepted."""
    given = declared.project.checks.get(check, {})
    for name, value in given.items():
        if name not in known:
            listed = ", ".join(sorted(known))
            raise BadParameterError(
                check=check,
                name=name,
                what_zh=f"不认识的名称，可用 {listed}",
                what_en=f"unknown name; use {listed}",
            )
        if not isinstance(value, str) or not value:
            raise BadParameterError(
                check=check, name=name, what_zh="应是文字", what_en="it must be text"
            )
    return dict(given)
