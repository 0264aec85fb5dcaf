"""Tables on the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from hegui.cli.table import Column, clip, fields, pad, table, width, wrap


def test_chinese_takes_two_columns_and_combining_marks_none() -> None:
    assert width("合规 ok") == 7
    assert width("e\u0301") == 1
    assert width("，") == 2


def test_rows_line_up_whatever_the_script() -> None:
    text = table(
        [Column("编号"), Column("n", "right"), Column("题目", wrap=True)],
        [["GAI-04-1", "12", "坚持核心价值观"], ["4.1", "3", "Context"]],
        total=60,
    )
    lines = text.split("\n")
    assert lines[0].startswith("编号       n  题目")
    assert width(lines[2].split("坚持")[0]) == width(lines[3].split("Context")[0])


def test_a_wide_column_wraps_inside_the_terminal() -> None:
    rows = [["A", "应当采取有效措施提升训练数据质量，增强真实性、准确性、客观性、多样性。" * 3]]
    text = table([Column("id"), Column("text", wrap=True)], rows, total=50)
    assert all(width(line) <= 52 for line in text.split("\n"))
    assert len(text.split("\n")) > 4


def test_no_line_begins_with_a_closing_sign() -> None:
    assert all(line[0] not in "，。" for line in wrap("一二三四，五六七八，九十。" * 5, 8))


def test_no_line_ends_with_an_opening_sign() -> None:
    lines = wrap("甲乙丙“丁”戊己《庚辛》壬（癸）" * 4, 8)
    assert not [line for line in lines if line[-1] in "“《（"]
    assert max(map(width, lines)) <= 8


def test_a_long_id_is_cut_after_a_sign() -> None:
    assert wrap("public_opinion_attributes", 16) == ["public_opinion_", "attributes"]


def test_columns_keep_their_least_and_their_most_width() -> None:
    columns = [
        Column("id", wrap=True, least=6),
        Column("title", wrap=True, least=20),
        Column("grade", wrap=True, least=8, most=12),
    ]
    row = ["A-1", "what is asked of a provider " * 4, "taken from another publication " * 3]
    rule = table(columns, [row], total=60).split("\n")[1]
    assert [len(part) for part in rule.split()] == [3, 41, 12]
    narrow = table(columns, [row], total=36).split("\n")[1]
    assert [len(part) for part in narrow.split()] == [3, 20, 9]


def test_clip_marks_what_is_left_out() -> None:
    assert clip("合规目录", 5) == "合规…"
    assert clip("ok", 5) == "ok"


def test_fields_align_values_and_leave_out_empty_ones() -> None:
    assert fields([("编号", "4.1"), ("空", ""), ("id", "x")], total=40) == "编号  4.1\nid    x"


@given(st.text(alphabet="合规ab ，。-", max_size=200), st.integers(6, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, size: int) -> None:
    lines = wrap(text, size)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= size or not line.strip("，。 ") for line in lines)


@given(st.text(max_size=30), st.integers(0, 40))
def test_padding_reaches_the_size(text: str, size: int) -> None:
    assert width(pad(text, size)) == max(size, width(text))
