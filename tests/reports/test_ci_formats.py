"""JUnit and SARIF: what CI systems read from an assessment."""

import json
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from hegui.common.text import Lang
from hegui.reports.context import Ref, ReportContext, Word
from hegui.reports.junit import JunitReport, clean
from hegui.reports.sarif import KINDS, SarifReport
from tests.reports.factory import make_context

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9_.~%/-]+$"}},
                },
                "region": {"properties": {"startLine": {"type": "integer", "minimum": 1}}},
            },
        }
    },
}
# What SARIF 2.1.0 demands of the parts that are written, and GitHub of those that it reads.
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "language": {"pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription", "help"],
                                            "properties": {
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "message", "locations", "partialFingerprints"],
                            "properties": {
                                "message": TEXT,
                                "kind": {"enum": ["fail", "open"]},
                                "level": {"enum": ["none", "warning", "error"]},
                                "locations": {"minItems": 1, "items": PLACE},
                                "relatedLocations": {"items": PLACE},
                            },
                        }
                    },
                },
            },
        },
    },
}


def suites(context: ReportContext) -> ET.Element:
    return ET.fromstring(JunitReport().render(context))


def first_clause(context: ReportContext, **fields: object) -> ReportContext:
    changed = replace(context.clauses[1], **fields)  # type: ignore[arg-type]
    return replace(context, clauses=(changed,), layers=(changed.layer,))


def test_every_clause_and_gate_is_one_case_and_counts_add_up() -> None:
    context = make_context(size=23)
    root = suites(context)
    cases = root.findall("testsuite/testcase")
    assert len(cases) == len({case.get("name") for case in cases}) == 23 + 1
    for element in (root, *root.findall("testsuite")):
        found = element.iter("testcase")
        counted = Counter(child.tag for case in found for child in case)
        assert element.get("failures") == str(counted["failure"])
        assert element.get("skipped") == str(counted["skipped"])
        assert element.get("errors") == "0"
        assert element.get("tests") == str(len(list(element.iter("testcase"))))


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("conforms", None),
        ("partly", "failure"),
        ("does_not_conform", "failure"),
        ("undetermined", "skipped"),
        ("not_applicable", "skipped"),
    ],
)
def test_only_conforming_clauses_pass(code: str, tag: str | None) -> None:
    context = first_clause(make_context(size=2), verdict=Word(code, "词"))
    (case,) = suites(context).findall("testsuite/testcase[@classname='hegui.organisation']")
    assert [child.tag for child in case] == ([tag] if tag else [])
    if tag:
        assert case[0].get("message") == "词: 缺少由合规负责人批准的清单。"
        assert "condition1" in (case[0].text or "")
        assert "改进建议: 补登记与授权。" in (case[0].text or "")
    log = json.loads(SarifReport().render(context))
    assert len(log["runs"][0]["results"]) == (code in KINDS)


@pytest.mark.parametrize(
    ("state", "tag"), [("passed", None), ("blocked", "failure"), ("open", "skipped")]
)
def test_gates_are_cases_of_their_own(state: str, tag: str | None) -> None:
    context = make_context(size=1)
    gate = replace(context.overview.gates[0], state=Word(state, state))
    context = replace(context, overview=replace(context.overview, gates=(gate,)))
    (case,) = suites(context).findall("testsuite/testcase[@classname='hegui.gates']")
    assert [child.tag for child in case] == ([tag] if tag else [])


def test_the_day_and_the_digest_are_the_assessments() -> None:
    suite = suites(make_context(size=1)).find("testsuite")
    assert suite is not None
    assert suite.get("timestamp") == "2026-11-20T00:00:00"
    values = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert values["content_digest"] == "cd" * 32
    assert values["note"] == "本报告不构成法律意见。"


def test_text_that_xml_cannot_hold_does_not_break_the_file() -> None:
    awkward = 'a\x00b\x1b\ud800￾<&>"\n🈴'
    assert clean(awkward) == 'a�b���<&>"\n🈴'
    context = first_clause(make_context(size=2), title=awkward, headline=awkward)
    (case,) = suites(context).findall("testsuite/testcase[@classname='hegui.organisation']")
    assert "<&>" in (case.get("name") or "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_keeps_to_the_standard(lang: Lang) -> None:
    context = make_context(lang, size=23)
    log = json.loads(SarifReport().render(context))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [clause.id for clause in context.clauses]
    assert len(run["results"]) == sum(c.verdict.code in KINDS for c in context.clauses)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        # Section 3.27.10: any kind but "fail" has the level "none".
        assert (result["level"] == "none") == (result["kind"] != "fail")


def test_sarif_cites_evidence_as_related_locations() -> None:
    context = make_context(size=3)
    evidence = replace(context.evidence[0], path="文件/服务 协议.md")
    log = json.loads(SarifReport().render(replace(context, evidence=(evidence,))))
    result = log["runs"][0]["results"][0]
    (related,) = result["relatedLocations"]
    uri = related["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E6%96%87%E4%BB%B6/%E6%9C%8D%E5%8A%A1%20%E5%8D%8F%E8%AE%AE.md"
    assert related["id"] == 1
    assert "[E1](1)" in result["message"]["text"]


def test_sarif_does_not_link_to_what_is_not_evidence() -> None:
    context = make_context(size=2)
    conditions = tuple(replace(c, sources=(Ref("R7"),)) for c in context.clauses[1].conditions)
    log = json.loads(SarifReport().render(first_clause(context, conditions=conditions)))
    assert "relatedLocations" not in log["runs"][0]["results"][0]


def test_braces_are_doubled_since_single_ones_are_placeholders() -> None:
    log = json.loads(SarifReport().render(first_clause(make_context(size=2), headline="{0} a}")))
    assert "{{0}} a}}" in log["runs"][0]["results"][0]["message"]["text"]


def test_fingerprints_stay_the_same_from_run_to_run() -> None:
    def prints(context: ReportContext) -> list[str]:
        results = json.loads(SarifReport().render(context))["runs"][0]["results"]
        return [json.dumps(r["partialFingerprints"], sort_keys=True) for r in results]

    first = prints(make_context(size=12))
    assert first == prints(make_context("en", size=12, title="Other"))
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("report", [JunitReport(), SarifReport()])
def test_equal_contexts_give_equal_bytes(report: JunitReport | SarifReport) -> None:
    assert report.render(make_context()) == report.render(make_context())
