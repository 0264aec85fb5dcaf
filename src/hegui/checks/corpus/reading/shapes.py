"""Every text of a record with several: chosen fields, conversations, preference pairs."""

from collections.abc import Iterator
from typing import Any

from hegui.checks.corpus.reading.diagnosis import NOT_OBJECT, no_field, why_no_text
from hegui.checks.corpus.reading.known import known_shapes
from hegui.common.text import Text
from hegui.project.model import FieldMap

Named = tuple[str, str]
"""A field as a path, such as `messages[2].content`, and its text."""
NESTED = 32
"""Objects and lists inside each other that are followed to a text."""
MISSING = object()


def single(fields: FieldMap) -> bool:
    """Tell whether a record has one text."""
    return fields.shape == "text" and not fields.texts


def names(fields: FieldMap) -> tuple[str, ...]:
    """Return the fields in which text is looked for."""
    if fields.shape == "any":
        return tuple(dict.fromkeys((fields.text, *known_shapes().shapes["any"].fields)))
    if fields.shape != "text":
        return known_shapes().shapes[fields.shape].fields
    return fields.texts or (fields.text,)


def value_at(record: Any, path: str) -> Any:
    """Return what stands at a path of a plain record, `MISSING` where there is nothing."""
    for part in path.split("."):
        if not isinstance(record, dict) or part not in record:
            return MISSING
        record = record[part]
    return record


def texts_of(record: Any, fields: FieldMap) -> tuple[list[Named], list[Text]]:
    """Return the texts of a record, and what is wrong with it in words.

    What is neither text, list nor object is named; nulls are passed over where another field has
    text, since a turn may consist of a call or a picture alone.
    """
    if not isinstance(record, dict):
        return [], [NOT_OBJECT]
    found: list[Named] = []
    wrong: list[Text] = []
    values = [(path, value_at(record, path)) for path in names(fields)]
    for path, value in values:
        if fields.shape != "text":
            found += _inside(value, path, wrong)
        elif isinstance(value, str):
            found.append((path, value))
        elif value is not MISSING and (value is not None or len(values) == 1):
            wrong.append(why_no_text(value, path))
    if not found and not wrong:
        wrong.append(no_field(record, ", ".join(path for path, _ in values)))
    return found, wrong


def _inside(value: Any, path: str, wrong: list[Text], depth: int = 0) -> Iterator[Named]:
    if isinstance(value, str):
        yield path, value
    elif depth >= NESTED:
        return
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _inside(item, f"{path}[{at}]", wrong, depth + 1)
    elif isinstance(value, dict):
        for name in known_shapes().inner:
            if name in value:
                yield from _inside(value[name], f"{path}.{name}", wrong, depth + 1)
    elif value is not None and value is not MISSING:
        wrong.append(why_no_text(value, path))
