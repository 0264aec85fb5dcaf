"""The rows of `read` and `check`: what was seen in one file and what it amounts to."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from hegui.checks.labels.both import with_manifest
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.judge import INFO, Judged, judge
from hegui.checks.labels.rules import Rules, load_rules
from hegui.checks.labels.value import parse_value
from hegui.common.errors import MissingExtraError
from hegui.common.text import Lang, Text

WORDS = {
    "compliant": Text("合规", "compliant"),
    "noncompliant": Text("不合规", "noncompliant"),
    "not_found": Text("未找到标识", "no label found"),
    "inconclusive": Text("无法判定", "inconclusive"),
}
VERDICTS = tuple(WORDS)


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the rules of the catalogue, loaded once in each process."""
    from hegui.catalogue import load

    return load_rules(load())


@lru_cache(maxsize=1)
def _explicit_rules() -> Any:
    from hegui.catalogue import load
    from hegui.checks.labels.explicit.rules import load_explicit_rules

    return load_explicit_rules(load())


def row_of(lang: Lang, path: Path, *, explicit: bool = False) -> dict[str, Any]:
    """Return carrier, label, sites with byte ranges, verdict and checks of a file.

    With `explicit` the label that people see or hear is judged too (LBL-C-09).
    """
    reading = read_label_sites(path)
    judged = with_manifest(judge(reading, rules()), path, rules())
    more: dict[str, Any] = {}
    if explicit:
        from hegui.checks.labels.both import with_explicit

        seen = _seen(path)
        judged = with_explicit(judged, seen, rules())
        more = {"explicit": seen.as_dict()}
    values = [parse_value(site.text).fields for site in reading.sites]
    return {
        "carrier": reading.carrier,
        "verdict": judged.verdict,
        "label": next((value for value in values if value is not None), None),
        "sites": [
            {"place": s.place, "guide": s.guide, "bytes": [s.start, s.end], "text": s.text}
            for s in reading.sites
        ],
        "checks": checks_of(judged, lang),
        **more,
    }


def _seen(path: Path) -> Any:
    """Return what can be told of the explicit label; a library that is not there is a reason."""
    from hegui.checks.labels.explicit.judging import content_of, judge_safely
    from hegui.checks.labels.explicit.verdict import Seen

    try:
        return judge_safely(path, _explicit_rules())
    except MissingExtraError as error:
        reason = Text(error.message("zh"), error.message("en"))
        return Seen(content_of(path) or "text", "inconclusive", "none", (reason,))


def checks_of(judged: Judged, lang: Lang) -> list[dict[str, str]]:
    """Return the checks that a file does not pass, and remarks."""
    return [
        {"id": f.check, "place": f.place, "severity": f.severity, "what": f.note.in_(lang)}
        for f in judged.faults
    ]


def verdict_of(row: dict[str, Any]) -> str:
    """Return the verdict of a row; a file that could not be read is inconclusive."""
    return str(row.get("verdict", "inconclusive"))


def reasons(row: dict[str, Any]) -> list[str]:
    """Return why a file is not compliant, or what stopped the reading."""
    if "error" in row:
        return [row["error"]["message"]]
    return [f"{c['id']} {c['what']}" for c in row["checks"] if c["severity"] != INFO]


def counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many files have each verdict."""
    found = [verdict_of(row) for row in rows]
    return {"files": len(rows)} | {word: found.count(word) for word in VERDICTS}
