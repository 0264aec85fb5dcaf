"""The settings of a target, checked by the shape of its record in the project file."""

from typing import Any

from hegui.common.text import Text
from hegui.project.errors import Key, key_name
from hegui.server.core.errors import InvalidError
from hegui.server.runs.errors import TargetRefusedError

LISTS = {
    "endpoint": "endpoints",
    "corpus": "corpora",
    "media": "media",
    "bank": "banks",
    "terms": "terms",
    "logs": "logs",
    "tickets": "tickets",
}
"""Where each kind of target stands in a declaration."""
OWN = ("id", "subject")
SECRET_PREFIX = "HEGUI_TARGET_"  # noqa: S105 - how names begin, no secret


def record_of(kind: str) -> Any:
    """Return the record type of a kind of target."""
    from hegui.project import model

    return {
        "endpoint": model.Endpoint,
        "corpus": model.Corpus,
        "media": model.Media,
        "bank": model.Bank,
        "terms": model.TermLibrary,
        "logs": model.LogExport,
        "tickets": model.TicketExport,
    }[kind]


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


def check_secret_name(name: str, allowed: tuple[str, ...]) -> None:
    """Refuse to send any variable of the server's environment but those for targets."""
    if name and not name.startswith(SECRET_PREFIX) and name not in allowed:
        raise InvalidError(
            field="settings.api_key_env",
            what_zh=f"变量名须以 {SECRET_PREFIX} 开头，或由管理员列入 HEGUI_TARGET_SECRETS。",
            what_en=f"the variable must begin with {SECRET_PREFIX} or be listed by the operator in "
            "HEGUI_TARGET_SECRETS.",
        )
