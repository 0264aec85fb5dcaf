"""JUnit XML: one test case per clause and per gate, so that CI pages can show an assessment.

Conforming clauses pass; *does not conform* and *partly* are failures. *Undetermined* and *not
applicable* are skipped with their reason: neither a pass nor a failure. Whether a build stops is
decided by the exit code of `hegui assess`, not by this file.
"""

import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as ET

from hegui.common.text import Text
from hegui.reports.context import ClauseView, GateView, ReportContext
from hegui.reports.plain import details, summary

FAILURES = ("does_not_conform", "partly")
SKIPPED = ("undetermined", "not_applicable")
GATE_TAGS = {"blocked": "failure", "open": "skipped"}
NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (section 2.2 of the recommendation)."""


class JunitReport:
    """The assessment as test results."""

    id = "junit"
    title = Text("JUnit 测试结果", "JUnit test results")
    media_type = "application/xml"
    suffix = "junit.xml"

    def render(self, context: ReportContext) -> bytes:
        """Return the XML; the same context gives the same bytes."""
        suites = [_suite(context, "gates", context.w["gates"], _gates(context))]
        for layer in context.layers:
            cases = [_case(c, context.w) for c in context.clauses if c.layer == layer]
            suites.append(_suite(context, layer.code, layer.label, cases))
        root = ET.Element("testsuites", name=clean(context.header.title))
        for key in ("tests", "failures", "skipped"):
            root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
        root.set("errors", "0")
        root.extend(suites)
        ET.indent(root)
        page: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return page + b"\n"


def clean(text: str) -> str:
    """Return the text with characters that XML cannot hold shown as U+FFFD."""
    return NOT_XML.sub("\ufffd", text)


def _suite(
    context: ReportContext, code: str, label: str, cases: Iterable[ET.Element]
) -> ET.Element:
    """Return one suite with its counts; its time is the day the assessment speaks of."""
    suite = ET.Element("testsuite", name=clean(label))
    _properties(suite, context)
    for case in cases:
        case.set("classname", f"hegui.{code}")
        suite.append(case)
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("errors", "0")
    suite.set("timestamp", f"{context.header.as_of}T00:00:00")
    return suite


def _properties(suite: ET.Element, context: ReportContext) -> None:
    header, overview = context.header, context.overview
    values = {
        "organisation": header.organisation,
        "as_of": header.as_of,
        "conclusion": overview.conclusion.code,
        "catalogue": header.catalogue,
        "rule_set": header.rule_set,
        "content_digest": header.content_digest,
        "note": context.w["not_legal_advice"],
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=clean(value))


def _gates(context: ReportContext) -> list[ET.Element]:
    return [_gate(gate) for gate in context.overview.gates]


def _gate(gate: GateView) -> ET.Element:
    case = ET.Element("testcase", name=clean(f"{gate.id} {gate.label}"))
    clauses = ", ".join(ref.label for ref in gate.clauses)
    why = clauses or gate.reason
    text = f"{gate.state.label}: {why}" if why else gate.state.label
    if tag := GATE_TAGS.get(gate.state.code):
        _outcome(case, tag, gate.state.code, text, [])
    return case


def _case(clause: ClauseView, w: dict[str, Any]) -> ET.Element:
    case = ET.Element("testcase", name=clean(f"{clause.id} {clause.title}"))
    code = clause.verdict.code
    if code in FAILURES:
        _outcome(case, "failure", code, summary(clause), details(clause, w))
    elif code in SKIPPED:
        _outcome(case, "skipped", code, summary(clause), details(clause, w))
    return case


def _outcome(case: ET.Element, tag: str, code: str, message: str, lines: list[str]) -> None:
    """Add why a case did not pass: in the attribute and in the text, since readers differ."""
    element = ET.SubElement(case, tag, message=clean(message))
    if tag == "failure":
        element.set("type", code)
    element.text = clean("\n".join([message, *lines]))
