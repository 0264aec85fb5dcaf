"""Secrets do not belong into a declaration: they are named by environment variable (`*_env`)."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.project.places import all_texts
from hegui.project.shape import Report
from hegui.project.source import read_source


class SecretPattern(Record, frozen=True, kw_only=True):
    """A form that secrets have."""

    id: str
    regex: str


class SecretForms(Record, frozen=True, kw_only=True):
    """The keys and forms under which a literal is refused."""

    names: tuple[str, ...]
    patterns: tuple[SecretPattern, ...]


@cache
def _forms() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    import msgspec

    forms = msgspec.convert(
        read_source(Path(__file__).with_name("secrets.yaml")).value, SecretForms
    )
    return frozenset(forms.names), tuple(re.compile(p.regex) for p in forms.patterns)


def looks_secret(text: str) -> bool:
    """Tell whether a text has the form of a key, token or password in an address."""
    return any(pattern.search(text) for pattern in _forms()[1])


def check_secrets(value: Any, report: Report) -> None:
    """Report every literal that is or looks like a secret; the value itself is not repeated."""
    names = _forms()[0]
    for key, text in all_texts(value):
        named = isinstance(key[-1], str) and key[-1].lower() in names and text
        if named or looks_secret(text):
            report(
                "secret",
                key,
                Text(
                    "这里像是密钥；请放进环境变量，并用 *_env（如 api_key_env）写出变量名。",
                    "this looks like a secret; put it into an environment variable and name that "
                    "variable with *_env (such as api_key_env).",
                ),
            )
