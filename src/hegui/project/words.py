"""What every key of the project file means, in both languages."""

from functools import cache
from pathlib import Path

from hegui.common.text import Text
from hegui.project.source import read_source


@cache
def words() -> dict[str, dict[str, Text]]:
    """Return the meaning of each record (key "") and of each of its keys."""
    import msgspec

    data = read_source(Path(__file__).with_name("words.yaml")).value
    rows = msgspec.convert(data, dict[str, dict[str, tuple[str, str]]])
    return {name: {key: Text(*pair) for key, pair in keys.items()} for name, keys in rows.items()}
