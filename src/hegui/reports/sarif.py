"""SARIF 2.1.0: one rule per clause and one result per clause that does not conform or is open.

*Does not conform* is an error, *partly* a warning; *undetermined* has the kind `open`, which the
standard defines as "could not be determined". Clauses that conform or do not apply give no result:
readers of SARIF show every result as an alert. Source: OASIS, Static Analysis Results Interchange
Format (SARIF) Version 2.1.0, sections 3.27.9 (kind) and 3.27.10 (level).
"""

from typing import Any
from urllib.parse import quote

from hegui import __version__
from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.common.text import Lang, Text
from hegui.reports.context import ClauseView, EvidenceView, ReportContext
from hegui.reports.plain import details, summary

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
PROJECT_FILE = "hegui.yaml"
KINDS = {
    "does_not_conform": ("fail", "error"),
    "partly": ("fail", "warning"),
    "undetermined": ("open", "none"),
}
"""Verdict -> kind and level; any kind but `fail` must have the level `none`."""
LANGUAGES: dict[Lang, str] = {"zh": "zh-CN", "en": "en-US"}


class SarifReport:
    """The open clauses as SARIF results."""

    id = "sarif"
    title = Text("SARIF 结果", "SARIF results")
    media_type = "application/sarif+json"
    suffix = "sarif"

    def render(self, context: ReportContext) -> bytes:
        """Return the SARIF log as canonical JSON; the same context gives the same bytes."""
        return canonical_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(context)]})


def _run(context: ReportContext) -> dict[str, Any]:
    header, overview = context.header, context.overview
    evidence = {item.number: item for item in context.evidence}
    return {
        "tool": {"driver": _driver(context)},
        "automationDetails": {"id": f"hegui/{header.organisation}/"},
        "language": LANGUAGES[context.lang],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(clause, at, context, evidence)
            for at, clause in enumerate(context.clauses)
            if clause.verdict.code in KINDS
        ],
        "properties": {
            "asOf": header.as_of,
            "conclusion": overview.conclusion.code,
            "verdictCounts": {word.code: count for word, count in overview.counts},
            "catalogue": header.catalogue,
            "ruleSet": header.rule_set,
            "contentDigest": header.content_digest,
            "note": context.w["not_legal_advice"],
        },
    }


def _driver(context: ReportContext) -> dict[str, Any]:
    return {
        "name": "hegui",
        "version": __version__,
        "semanticVersion": __version__,
        "language": LANGUAGES[context.lang],
        "rules": [_rule(clause, context.w) for clause in context.clauses],
    }


def _rule(clause: ClauseView, w: dict[str, Any]) -> dict[str, Any]:
    help_lines = [clause.requirement]
    if clause.next_step:
        help_lines.append(f"{w['next_step']}: {clause.next_step}")
    if clause.cannot_show:
        help_lines.append(f"{w['cannot_show']}: {clause.cannot_show}")
    return {
        "id": clause.id,
        "name": clause.title,
        "shortDescription": _message(f"{clause.id} {clause.title}"),
        "fullDescription": _message(clause.requirement),
        "help": _message("\n\n".join(help_lines)),
        "defaultConfiguration": {"level": "error" if clause.gate else "warning"},
        "properties": {"tags": [clause.layer.code], "gate": clause.gate, "grade": clause.grade},
    }


def _result(
    clause: ClauseView, at: int, context: ReportContext, evidence: dict[str, EvidenceView]
) -> dict[str, Any]:
    kind, level = KINDS[clause.verdict.code]
    digest = sha256_bytes(clause.id.encode())[:16]
    cited = _cited(clause, evidence)
    message = _message("\n".join([summary(clause), *details(clause, context.w)]))
    for number, item in enumerate(cited, start=1):
        message["text"] = message["text"].replace(f"[{item.number}]", f"[{item.number}]({number})")
    result: dict[str, Any] = {
        "ruleId": clause.id,
        "ruleIndex": at,
        "kind": kind,
        "level": level,
        "message": message,
        "locations": [_location(PROJECT_FILE, clause)],
        # One alert per clause over all runs, wherever lines move in the project file.
        "partialFingerprints": {"clause/v1": clause.id, "primaryLocationLineHash": f"{digest}:1"},
        "properties": {"verdict": clause.verdict.code},
    }
    if cited:
        result["relatedLocations"] = [
            {"id": number, **_place(item.path), "message": _message(f"{item.number} {item.title}")}
            for number, item in enumerate(cited, start=1)
        ]
    return result


def _message(text: str) -> dict[str, str]:
    """Return a message object; braces are doubled, since single ones mark placeholders (3.11.5).

    `[E1](1)` in a result's message links to the related location with this id (3.11.6).
    """
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _cited(clause: ClauseView, evidence: dict[str, EvidenceView]) -> list[EvidenceView]:
    """Return the evidence that the clause's conditions cite, each once, in order of citation."""
    labels = dict.fromkeys(source.label for c in clause.conditions for source in c.sources)
    return [evidence[label] for label in labels if label in evidence]


def _location(path: str, clause: ClauseView) -> dict[str, Any]:
    return {
        **_place(path),
        "logicalLocations": [
            {"name": clause.id, "fullyQualifiedName": f"{clause.layer.code}/{clause.id}"}
        ],
    }


def _place(path: str) -> dict[str, Any]:
    """Return a physical location relative to the project folder, as a URI reference."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1},
        }
    }
