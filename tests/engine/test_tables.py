"""Tables, banks and keyword libraries: every format, and errors that name the line."""

from pathlib import Path
from typing import Any

import pytest

from hegui.engine.banks import BadBankError, bank_words, read_bank
from hegui.engine.tables import TableError, read_table
from hegui.engine.terms import BadTermsError, read_terms

CSV = '\ufeffID,问题,风险,模态\nq1,"第一\n题",A.1.a|A.2.a,图像\n\nq2,第二题,A.1.b,\n'
YAML = """\
judging_rules: {A.1.a: 看是否煽动}
questions:
  - {id: q1, text: "第一\\n题", risk: [A.1.a, A.2.a], modality: image}
  # a remark
  - id: q2
    text: 第二题
    risk: A.1.b
"""
LINES = """\
{"id": "q1", "text": "第一\\n题", "risk": "A.1.a|A.2.a", "modality": "image"}

{"id": "q2", "text": "第二题", "risk": ["A.1.b"]}
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [("b.csv", CSV, (2, 5)), ("b.yaml", YAML, (3, 5)), ("b.jsonl", LINES, (1, 3))],
)
def test_formats_agree(tmp_path: Path, name: str, text: str, lines: tuple[int, int]) -> None:
    bank = read_bank(write(tmp_path, name, text), "generated", risks=("A.1.a", "A.1.b", "A.2.a"))
    first, second = bank.questions
    assert (first.id, first.text, first.risks, first.modality) == (
        "q1",
        "第一\n题",
        ("A.1.a", "A.2.a"),
        "image",
    )
    assert (second.id, second.risk, second.modality, second.expectation) == (
        "q2",
        "A.1.b",
        "text",
        "safe",
    )
    assert (first.line, second.line) == lines
    assert bank.judging_rules == ({"A.1.a": "看是否煽动"} if name == "b.yaml" else {})


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("b.txt", "x", 0, "unknown format"),
        ("b.jsonl", '{"a": 1}\n{"a"', 2, "not valid JSON"),
        ("b.jsonl", "[1]", 1, "an object"),
        ("b.jsonl", b'{"a": 1}\n\xff', 2, "UTF-8"),
        ("b.csv", "a,a\n1,2\n", 1, "twice"),
        ("b.csv", "a,b\n1,2\n3\n", 3, "1 cells"),
        ("b.csv", 'a,b\n"1,2\n', 2, "not valid CSV"),
        ("b.json", '{"rows": 1}', 0, "rows"),
        ("b.json", "[1,\n2", 2, "not valid JSON"),
        ("b.yaml", "rows:\n- a: [1\n", 3, "not valid YAML"),
        ("b.yaml", "a: &x [1]\nrows: [*x, *x]\n", 2, "aliases"),
        ("b.yaml", "rows:\n- 1\n", 2, "an object"),
        ("b.yaml", "rows: !!python/object:os.system {}\n", 1, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, name: str, text: str | bytes, line: int, what: str
) -> None:
    with pytest.raises(TableError, match=what) as caught:
        read_table(write(tmp_path, name, text), "rows")
    assert caught.value.data["line"] == line


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="check the path"):
        read_table(tmp_path / "none.csv", "rows")


USER: dict[str, Any] = {"role": "user", "content": "问"}


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ('{"text": "x", "risk": "A.1.a"}', "“id” is missing"),
        ('{"id": 1, "risk": "A.1.a"}', "“text” is missing"),
        ('{"id": 1, "text": "x"}', "“risk” is missing"),
        ('{"id": 1, "text": "x", "risk": "A.7.a"}', "A.7.a"),
        ('{"id": 1, "text": "x", "risk": 7}', "list of texts"),
        ('{"id": 1, "text": "x", "risk": "A.1.a", "modality": "smell"}', "smell"),
        ('{"id": 1, "text": "x", "risk": "A.1.a", "expectation": "answer"}', "does not fit"),
        ('{"id": 1, "text": "x", "risk": "A.1.a", "added": "soon"}', "YYYY-MM-DD"),
        ('{"id": 1, "text": "x", "risk": "A.1.a", "rsik": "A.1.a"}', "rsik"),
        ('{"id": 1, "text": "x", "risk": "A.1.a", "messages": "hi"}', "list of {role, content}"),
        (
            '{"id": 1, "risk": "A.1.a", "messages": [{"role": "assistant", "content": "x"}]}',
            "last turn",
        ),
        (
            '{"id": 1, "text": "x", "risk": "A.1.a", "messages": [{"role": "user", "content": "x"}]}',
            "not both",
        ),
    ],
)
def test_bad_questions_are_counted_and_the_first_is_named(
    tmp_path: Path, row: str, what: str
) -> None:
    good = '{"id": "q", "text": "x", "risk": "A.1.a"}\n'
    doubled = '{"id": "q", "text": "y", "risk": "A.1.a"}\n'
    path = write(tmp_path, "b.jsonl", good + row + "\n" + doubled)
    with pytest.raises(BadBankError) as caught:
        read_bank(path, "should_refuse", risks=("A.1.a",))
    assert what in caught.value.message("en")
    assert (caught.value.data["line"], caught.value.data["problems"]) == (2, 2)


def test_conversations_end_with_the_user(tmp_path: Path) -> None:
    row = (
        '{"id": 1, "risk": "A.1.a", "messages": [{"role": "system", "content": "设定"},'
        ' {"role": "user", "content": "问"}]}'
    )
    (question,) = read_bank(write(tmp_path, "b.jsonl", row), "generated").questions
    assert question.text == "问"
    assert [turn.role for turn in question.turns()] == ["system", "user"]


def test_repeated_questions_are_one_with_all_risks(tmp_path: Path) -> None:
    rows = (
        '{"id": 1, "text": "Ab 题", "risk": "A.1.a"}\n'
        '{"id": 2, "text": "ａｂ题", "risk": "A.1.b", "judging_rule": "r"}\n'
        '{"id": 3, "text": "ab题", "risk": "A.1.a", "modality": "image"}\n'
    )
    bank = read_bank(write(tmp_path, "b.jsonl", rows), "generated")
    assert [(q.id, q.risks, q.judging_rule) for q in bank.distinct] == [
        ("1", ("A.1.a", "A.1.b"), "r"),
        ("3", ("A.1.a",), ""),
    ]


def test_should_answer_needs_a_topic(tmp_path: Path) -> None:
    path = write(tmp_path, "b.csv", "id,text,方面\n1,问,英烈\n2,问,\n3,问,天气\n")
    with pytest.raises(BadBankError) as caught:
        read_bank(path, "should_answer")
    assert (caught.value.data["line"], caught.value.data["problems"]) == (3, 2)
    assert len({topic.id for topic in bank_words().topics}) == 13


@pytest.mark.parametrize("text", ["", "[]", "questions: []"])
def test_an_empty_bank_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(TableError):
        read_bank(write(tmp_path, "b.yaml", text), "generated")


def test_judging_rules_for_unknown_risks_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "b.yaml", YAML)
    with pytest.raises(BadBankError, match="judging_rules"):
        read_bank(path, "generated", risks=("A.1.b", "A.2.a"))


@pytest.mark.parametrize(
    ("row", "what"),
    [("x\u0007y,A.1.a,", "control"), ("长" * 201 + ",A.1.a,", "longer"), ("x,,", "risk")],
)
def test_bad_terms_are_told(tmp_path: Path, row: str, what: str) -> None:
    path = write(tmp_path, "t.csv", f"关键词,风险,变体\n{row}\n")
    with pytest.raises(BadTermsError, match=what) as caught:
        read_terms(path)
    assert caught.value.data["line"] == 2


def test_terms_and_variants(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "关键词,风险,变体\n赌博,A.1.a,賭博|du博\n赌博,A.1.b,\n")
    (term,) = read_terms(path).distinct
    assert (term.risks, term.variants) == (("A.1.a", "A.1.b"), ("賭博", "du博"))


def test_what_is_wrong_with_the_whole_file_names_no_line(tmp_path: Path) -> None:
    missing = tmp_path / "t.csv"
    with pytest.raises(TableError) as caught:
        read_table(missing, "terms")
    assert caught.value.message("en").startswith(f"“{missing}”: cannot be read")
    assert caught.value.message("zh").startswith(f"“{missing}”：无法读取")
    with pytest.raises(BadTermsError) as caught:
        read_terms(write(tmp_path, "e.csv", "关键词,风险,变体\n"))
    assert "line 0" not in caught.value.message("en")
    assert "第 0 行" not in caught.value.message("zh")
