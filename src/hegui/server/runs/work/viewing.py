"""What pages show of a bundle, taken out once: `view.json`, the answer, the first findings.

Web processes read these files and never open a bundle.
"""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from hegui.bundle import Bundle
from hegui.bundle.layout import is_report
from hegui.common.files import write_atomic
from hegui.common.text import LANGS, Lang
from hegui.conformity import result_key
from hegui.engine.model import CheckResult, Finding, ItemError
from hegui.reports.builders.base import side
from hegui.server.runs.work.judged import judge_of

MOST_FINDINGS = 2000
"""Findings of one result that pages can show; all are in the bundle."""
MOST_ERRORS = 50
MOST_BYTES = 256_000_000
"""A larger findings file is counted, not read."""


def write_view(bundle: Bundle, folder: Path) -> None:
    """Write the view of a bundle into a folder."""
    rates = rates_by_result(bundle)
    checks = [check_of(bundle, result, rates) for result in bundle.results]
    view = {
        "digest": bundle.digest,
        "organisation": bundle.project.organisation.name,
        "checks": checks,
        "reports": reports_of(bundle),
        "obligations": obligations_of(bundle),
        "notes": [{"code": n.code, "zh": n.zh, "en": n.en} for n in bundle.assessment.notes],
    }
    for check, result in zip(checks, bundle.results, strict=True):
        check["findings_shown"] = write_findings(bundle, result, folder / f"{check['key']}.jsonl")
    write_atomic(folder / "assessment.json", msgspec.json.encode(bundle.assessment))
    write_atomic(folder / "view.json", msgspec.json.encode(view))


def rates_by_result(bundle: Bundle) -> dict[str, list[dict[str, Any]]]:
    """Return the rates of all conditions by the result that they are about, each once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for verdict in bundle.assessment.verdicts:
        for condition in verdict.trace.conditions:
            for rate in condition.rates:
                row = {**rate, "clauses": [verdict.clause]}
                for source in condition.sources:
                    if source.startswith("result:") and str(rate.get("check")) in source:
                        merge(found.setdefault(source.removeprefix("result:"), []), row)
    return found


def merge(rows: list[dict[str, Any]], row: dict[str, Any]) -> None:
    """Add a rate, or its clause to the equal rate that is there."""
    for known in rows:
        if all(known.get(k) == v for k, v in row.items() if k != "clauses"):
            known["clauses"] = [*dict.fromkeys([*known["clauses"], *row["clauses"]])]
            return
    rows.append(dict(row))


def check_of(
    bundle: Bundle, result: CheckResult, rates: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """Return what the page of a run shows of one result."""
    plain = msgspec.to_builtins(result)
    words = bundle.catalogue.labels.get("measure", {})
    path = next((p for p, found in bundle.contents.results.items() if found is result), "")
    measures = {k: v for k, v in result.measures.items() if not isinstance(v, dict)}
    return {
        "key": path.removeprefix("results/").removesuffix(".json"),
        **{k: plain.get(k, "") for k in ("check", "version", "status", "subject", "target")},
        **{k: plain.get(k, "") for k in ("title_zh", "title_en", "reason_zh", "reason_en")},
        **{k: plain.get(k, "") for k in ("cannot_show_zh", "cannot_show_en", "subject_digest")},
        "parameters": plain.get("parameters", {}),
        "measures": [
            {
                "name": name,
                "zh": words[name].zh if name in words else name,
                "en": words[name].en if name in words else name,
                "value": value,
            }
            for name, value in sorted(measures.items())
        ],
        "groups": groups_of(bundle, result),
        "rates": rates.get(result_key(result)) or own_rate(result),
        "drawn": [{k: v for k, v in row.items() if k != "ids"} for row in plain.get("drawn", [])],
        "inputs": len(result.inputs),
        "judge": judge_of(result),
        "source": result_key(result),
        "findings": result.finding_count,
        "errors": result.error_count,
        "first_errors": [error_of(e) for e in result.errors[:MOST_ERRORS]],
        "seconds": result.run.get("seconds") or result.run.get("wall_s"),
    }


def own_rate(result: CheckResult) -> list[dict[str, Any]]:
    """Return n and k of a result that no rule compares with a limit."""
    from hegui.engine import statistics

    n, k = result.measures.get("n"), result.measures.get("k")
    if type(n) is not int or type(k) is not int or not 0 <= k <= n or not n:
        return []
    low, high = statistics.wilson(k, n)
    return [
        {
            "check": result.check,
            "n": n,
            "k": k,
            "decimal": str(k / n),
            "share": f"{k}/{n}",
            "wilson_low": str(low),
            "wilson_high": str(high),
            "rule_met": None,
            "supported": None,
            "clauses": [],
        }
    ]


def groups_of(bundle: Bundle, result: CheckResult) -> list[dict[str, Any]]:
    """Return the measures that are counted by risk, topic, transform …, with their words."""
    found = []
    for name, value in sorted(result.measures.items()):
        if isinstance(value, dict) and value:
            rows = [group_row(bundle, str(key), part) for key, part in value.items()]
            label = bundle.catalogue.labels.get("measure", {}).get(name)
            found.append(
                {
                    "name": name,
                    "zh": label.zh if label else name,
                    "en": label.en if label else name,
                    "rows": rows,
                }
            )
    return found


def group_row(bundle: Bundle, key: str, part: Any) -> dict[str, Any]:
    """Return one part: a number, or n and k with an interval."""
    from hegui.engine import statistics

    risk = bundle.catalogue.risks.get(key)
    row: dict[str, Any] = {
        "key": key,
        "zh": risk.zh if risk else key,
        "en": risk.en if risk else key,
        "value": part,
    }
    if isinstance(part, dict):
        n, k = part.get("n"), part.get("k")
        if type(n) is int and type(k) is int and 0 <= k <= n and n:
            low, high = statistics.wilson(k, n)
            row |= {"n": n, "k": k, "rate": k / n, "low": float(low), "high": float(high)}
    return row


def reports_of(bundle: Bundle) -> list[dict[str, Any]]:
    """Return the reports that travel in the bundle."""
    return [
        {"path": e.path, "size": e.size}
        for e in bundle.manifest.entries
        if is_report(e.path) and not e.path.endswith("/fonts.json")
    ]


def obligations_of(bundle: Bundle) -> dict[str, int]:
    """Return how many obligations apply, do not, and are undetermined."""
    from hegui.assess.summary import obligation_counts

    return obligation_counts(bundle)


def finding_of(row: Finding, kinds: dict[Lang, dict[str, str]]) -> dict[str, Any]:
    """Return a finding with the words for its kind and its note in both languages."""
    found: dict[str, Any] = msgspec.to_builtins(row)
    for lang in LANGS:
        found[f"kind_{lang}"] = kinds[lang].get(row.kind, row.kind)
        found[f"note_{lang}"] = side(row.note, lang)
    return found


def error_of(error: ItemError) -> dict[str, str]:
    """Return an item that failed, told in both languages."""
    return {"where": error.where, **{f"what_{lang}": side(error.what, lang) for lang in LANGS}}


def write_findings(bundle: Bundle, result: CheckResult, path: Path) -> int:
    """Write the first findings of a result as lines of JSON; return how many."""
    if not result.findings_file:
        return 0
    size = next((e.size for e in bundle.manifest.entries if e.path == result.findings_file), 0)
    if size > MOST_BYTES:
        return 0
    import io

    from hegui.engine.findings import read_findings
    from hegui.reports.words import words

    kinds = {lang: words(lang)["finding_kinds"] for lang in LANGS}
    rows = read_findings(io.BytesIO(bundle.read(result.findings_file)))
    lines = [
        json.dumps(finding_of(row, kinds), ensure_ascii=False)
        for row in islice((r for r in rows if r.kind != "point_found"), MOST_FINDINGS)
    ]
    write_atomic(path, "\n".join(lines).encode())
    return len(lines)
