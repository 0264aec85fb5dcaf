"""Reports by format; JSON; words in both languages."""

import json

import pytest

from hegui.reports.json_report import JsonReport
from hegui.reports.registry import REPORTS, ReportFormatError, get_report
from hegui.reports.words import words
from tests.reports.factory import make_context


def test_every_registered_report_has_its_format() -> None:
    suffixes = {name: get_report(name).suffix.partition(".")[0] for name in REPORTS}
    assert suffixes == {name: name for name in REPORTS}


def test_unknown_format_is_wrong_use() -> None:
    with pytest.raises(ReportFormatError) as caught:
        get_report("docx")
    assert caught.value.exit_code == 2
    assert "html" in caught.value.message("zh")


def test_json_holds_what_the_pages_show() -> None:
    content = json.loads(JsonReport().render(make_context(size=3)))
    assert content["schema"] == "hegui/report/1"
    assert [clause["id"] for clause in content["clauses"]] == ["4.0a", "4.1a", "4.2a"]


def test_both_languages_have_the_same_words() -> None:
    def shape(node: object) -> object:
        if isinstance(node, dict):
            return {key: shape(value) for key, value in node.items()}
        return [shape(item) for item in node] if isinstance(node, list) else bool(node)

    assert shape(words("zh")) == shape(words("en"))
