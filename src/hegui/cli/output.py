"""Writing answers: one JSON object, or text for people."""

import json
from typing import Any

import click
import msgspec


def print_json(value: Any) -> None:
    """Print one JSON object on standard output, in readable UTF-8."""
    text = json.dumps(msgspec.to_builtins(value, str_keys=True), ensure_ascii=False, indent=1)
    # A file name that is not UTF-8 holds lone surrogates; JSON can only spell them as escapes.
    click.echo(text.encode("utf-8", "backslashreplace").decode())


def heading(text: str, level: int = 1) -> str:
    """Return a heading line; bold on a terminal."""
    mark = {1: "", 2: "  "}[level]
    return mark + click.style(text, bold=True)
