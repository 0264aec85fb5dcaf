"""The settings of a target, checked by the shape of its record in the project file."""

from typing import Any

from hegui.common.text import Text
from hegui.project.errors import Key, key_name
from hegui.server.runs.errors import TargetRefusedError

LISTS = {
    "endpoint": "endpoints",
    "corpus": "corpora",
    "media": "media",
    "bank": "banks",
    "terms": "terms",
    "classifier": "classifiers",
    "protected": "protected",
    "sample": "samples",
    "annotation": "annotations",
    "logs": "logs",
    "tickets": "tickets",
}
"""Where each kind of target stands in a declaration."""
OWN = ("id", "subject")
OFFERED = {"Endpoint.kind": ("chat", "images")}
"""Values that a target kept here may have, where a written declaration may choose from more: the
others need a file, and an endpoint has no folder."""


def record_of(kind: str) -> Any:
    """Return the record type of a kind of target."""
    from hegui.project import model

    return {
        "endpoint": model.Endpoint,
        "corpus": model.Corpus,
        "media": model.Media,
        "bank": model.Bank,
        "terms": model.TermLibrary,
        "classifier": model.ClassifierResults,
        "protected": model.Protected,
        "sample": model.CorpusSample,
        "annotation": model.Annotations,
        "logs": model.LogExport,
        "tickets": model.TicketExport,
    }[kind]


def file_names(kind: str) -> tuple[list[str], list[str]]:
    """Return the settings of a kind of target that name one file, and those that name several."""
    from hegui.project.places import FILES, GLOBS

    head = ("targets", LISTS[kind], "*")
    single = [pattern[3] for pattern in FILES if pattern[:3] == head]
    return single, [pattern[3] for pattern in GLOBS if pattern[:3] == head]


def check_settings(kind: str, key: str, settings: dict[str, Any]) -> None:
    """Raise `TargetRefusedError` with the first problem of a target's settings."""
    from hegui.project.secrets import check_secrets
    from hegui.project.shape import check_shape, shape_of

    problems: list[tuple[Key, Text]] = []

    def report(_code: str, at: Key, text: Text) -> None:
        problems.append((at, text))

    for name in OWN:
        if name in settings:
            problems.append(((name,), Text("请用表单中的同名字段。", "use the field of the form.")))
    value = {**settings, "id": key, "subject": "subject"}
    check_shape(value, shape_of(record_of(kind)), (), report)
    check_secrets(value, report)
    if problems:
        at, text = problems[0]
        raise TargetRefusedError(
            field=field_of(at), what_zh=text.zh, what_en=text.en, count=len(problems)
        )


def field_of(at: Key) -> str:
    """Return the field of a target that a problem is about."""
    name = key_name(at)
    return "key" if name == "id" else f"settings.{name}" if name else "settings"
