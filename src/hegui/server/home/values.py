"""What the codes in the ledger mean, in the words of the apps that own them."""

from collections.abc import Callable, Mapping
from typing import Any

from hegui.catalogue.citation import cite
from hegui.common.text import Text
from hegui.server.assessments import wording as assessments
from hegui.server.assessments.services.signing import purposes
from hegui.server.core.roles import roles
from hegui.server.core.rules import catalogue
from hegui.server.evidence import words as evidence
from hegui.server.improvement import words as improvement
from hegui.server.inventory import rules as inventory
from hegui.server.inventory.stages import relation_types, stages
from hegui.server.obligations import words as obligations
from hegui.server.pages.history import register_values
from hegui.server.pages.language import language, said
from hegui.server.pages.words import CONTROL_STATES, VERDICTS
from hegui.server.runs import words as runs
from hegui.server.runs.reviewing import SCHEMES

Titled = Callable[[], Mapping[str, Any]]
"""Rows by id that have a title in both languages, read when they are asked for."""

LINKS = {
    "first": Text("首次登录", "first sign-in"),
    "invitation": Text("邀请", "invitation"),
    "reset": Text("重设密码", "new password"),
}
SOURCES = {
    "made": Text("由本系统记录生成", "made from the records here"),
    "written": Text("自带 hegui.yaml", "a hegui.yaml"),
}
JUDGED = {"server": Text("本系统记录", "the records here"), "bundle": Text("结果包", "a bundle")}
LANGUAGES = {"zh-hans": Text("中文", "Chinese"), "en": Text("英文", "English")}
CHOICES: dict[tuple[str, str], Mapping[Any, Any]] = {
    ("", "conclusion"): {key: Text(row.zh, row.en) for key, row in VERDICTS.items()},
    ("", "verdict"): {key: Text(row.zh, row.en) for key, row in VERDICTS.items()},
    ("", "machine_verdict"): {key: Text(row.zh, row.en) for key, row in VERDICTS.items()},
    ("", "person_verdict"): {key: Text(row.zh, row.en) for key, row in VERDICTS.items()},
    ("assessments.assessment", "state"): assessments.STATES,
    ("assessments.assessment", "judged_from"): JUDGED,
    ("controls.control", "status"): CONTROL_STATES,
    ("controls.link", "what"): improvement.SOURCES,
    ("evidence.item", "state"): evidence.STATES,
    ("evidence.request", "state"): evidence.REQUEST_STATES,
    ("evidence.link", "to"): improvement.SOURCES,
    ("improvement.task", "state"): improvement.STATES,
    ("improvement.task", "priority"): improvement.PRIORITIES,
    ("improvement.task", "source_kind"): improvement.SOURCES,
    ("inventory.subject", "type"): inventory.KINDS,
    ("inventory.subject", "status"): inventory.STATUSES,
    ("inventory.filing", "status"): inventory.FILING_STATUSES,
    ("obligations.entry", "status"): obligations.STATUSES,
    ("obligations.decision", "state"): {k: row.title for k, row in obligations.STATES.items()},
    ("obligations.decision", "machine_state"): {
        k: row.title for k, row in obligations.STATES.items()
    },
    ("runs.run", "state"): runs.STATES,
    ("runs.run", "type"): runs.TYPES,
    ("runs.target", "type"): runs.TARGETS,
    ("runs.project", "source"): SOURCES,
    ("runs.review", "scheme"): SCHEMES,
    ("accounts.link", "purpose"): LINKS,
    ("core.user", "language"): LANGUAGES,
}
TITLED: dict[tuple[str, str], Titled] = {
    ("assessments.assessment", "purpose"): purposes,
    ("", "stage"): stages,
    ("inventory.stage_move", "left"): stages,
    ("inventory.stage_move", "entered"): stages,
    ("inventory.relation", "type"): relation_types,
    ("inventory.filing", "procedure"): inventory.filing_kinds,
}


def register_words() -> None:
    """Tell the history what the codes mean."""
    for (kind, field), words in CHOICES.items():
        register_values(kind, field, words)
    for (kind, field), rows in TITLED.items():
        register_values(kind, field, _title_in(rows))
    for kind, field in (
        ("core.assignment", "role"),
        ("accounts.link", "role"),
        ("assessments.sign_off", "role"),
    ):
        register_values(kind, field, _role)
    for kind, field in (("evidence.item", "type"), ("evidence.request", "type")):
        register_values(kind, field, _named("evidence_types"))
    for kind, field in (
        ("obligations.entry", "obligation"),
        ("obligations.decision", "obligation"),
    ):
        register_values(kind, field, _obligation)
    register_values("obligations.fact", "fact", _named("facts"))


def _title_in(rows: Titled) -> Callable[[str], Any]:
    def lookup(code: str) -> Text | None:
        row = rows().get(code)
        return (getattr(row, "title", None) or Text(row.zh, row.en)) if row else None

    return lookup


def _role(code: str) -> str:
    row = roles().get(code)
    return str(getattr(row, language())) if row else ""


def _named(kind: str) -> Callable[[str], Any]:
    """Return the names of rows of the catalogue: their titles, else their words."""

    def lookup(code: str) -> str:
        row = getattr(catalogue(), kind).get(code)
        lang = language()
        return str(getattr(row, f"title_{lang}", "") or getattr(row, lang, "")) if row else ""

    return lookup


def _obligation(code: str) -> str:
    row = catalogue().obligations.get(code)
    return f"{said(cite(catalogue(), row))} ({code})" if row else ""
