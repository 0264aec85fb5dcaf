"""The settings as rows to print: value, source and meaning, never a secret."""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from hegui.common.text import Lang
from hegui.server.settings.meaning import MEANINGS
from hegui.server.settings.typed import Settings, read_settings

SET, UNSET = "********", ""


def setting_rows(lang: Lang, settings: Settings | None = None) -> list[dict[str, Any]]:
    """Return every setting: name, environment variable, value, source, description."""
    found = settings or read_settings()
    in_file = file_names(found.data / "server.toml")
    return [
        {
            "name": name,
            "variable": variable(name),
            "value": shown(getattr(found, name)),
            "source": source(name, in_file),
            "description": MEANINGS[name].in_(lang),
        }
        for name in Settings.model_fields
    ]


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"HEGUI_{name.upper()}"


def shown(value: Any) -> Any:
    """Return a value to print; of a secret only whether it is set."""
    if isinstance(value, SecretStr):
        return SET if value.get_secret_value() else UNSET
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def source(name: str, in_file: set[str]) -> str:
    """Return where a setting comes from: environment, server.toml or default."""
    if variable(name) in {key.upper() for key in os.environ}:
        return "environment"
    return "server.toml" if name in in_file else "default"


def file_names(path: Path) -> set[str]:
    """Return the names that the file sets."""
    return set(tomllib.loads(path.read_text(encoding="utf-8"))) if path.exists() else set()
