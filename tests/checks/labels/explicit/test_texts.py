"""Prompts in texts and pages: written, found, denied, talked about."""

from pathlib import Path

import pytest

from hegui.checks.labels.explicit import (
    Asked,
    ExplicitRules,
    judge_safely,
    judge_text,
    label_fragment,
    label_page,
    label_text,
    mark_file,
)
from hegui.checks.labels.explicit.documents import visible_text
from hegui.checks.labels.explicit.errors import ExplicitLabelError, LabelWordsError
from hegui.checks.labels.explicit.texts import PLACES, Place
from hegui.common.text import LANGS, Lang

PROSE = "今天的天气不错，适合出门散步。" * 20
STORY = f"标题\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", PLACES)
def test_our_prompt_is_found_where_it_was_put(
    explicit: ExplicitRules, place: Place, lang: Lang
) -> None:
    labelled = label_text(STORY, explicit, place=place, lang=lang)
    seen = judge_text(labelled, explicit)
    assert (seen.verdict, seen.place) == ("compliant", place)
    lines = labelled.splitlines()
    [prompt] = [line for line in lines if "生成" in line]
    assert labelled.replace(f"{prompt}\n\n", "").replace(f"\n{prompt}\n", "") == STORY


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("以上内容由AI生成，仅供参考", "compliant"),
        ("本回答由 AI 生成，并非专业意见。\n\n正文", "compliant"),
        ("ＡＩ生成", "compliant"),
        ("人 工 智 能\u200b 生 成", "compliant"),
        ("🤖AI合成\n正文", "compliant"),
        ("本文并非人工智能生成。\n正文", "not_found"),
        ("此图未使用AI生成", "not_found"),
        ("He SAID 生成", "not_found"),
        ("人工智能很有用。\n正文", "not_found"),
        (STORY, "not_found"),
        ("《人工智能生成合成内容标识办法》解读\n正文", "inconclusive"),
        ("AI-generated content\n\ntext", "inconclusive"),
        (f"{PROSE}由AI生成的图片很多{PROSE}", "inconclusive"),
        ("  \n\u200b", "inconclusive"),
    ],
)
def test_texts_are_judged_as_a_reader_would(
    explicit: ExplicitRules, text: str, verdict: str
) -> None:
    assert judge_text(text, explicit).verdict == verdict


def test_a_label_in_the_middle_counts_only_as_a_line_of_its_own(explicit: ExplicitRules) -> None:
    assert judge_text(f"{PROSE}\n\n（AI生成）\n\n{PROSE}", explicit).place == "middle"
    inside = judge_text(f"{PROSE}我看过AI生成的画。{PROSE}", explicit)
    assert inside.verdict == "inconclusive"


def test_front_matter_and_byte_order_mark_stay_in_front(explicit: ExplicitRules) -> None:
    assert label_text("---\na: b\n---\n文", explicit).startswith("---\na: b\n---\n（")
    assert label_text("\ufeff文", explicit).startswith("\ufeff（")


def test_words_without_both_elements_are_refused(explicit: ExplicitRules) -> None:
    for words in ("AI", "由电脑生成", "并非AI生成"):
        with pytest.raises(LabelWordsError):
            label_text("文", explicit, words=words)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_keep_encoding_and_line_ends(
    tmp_path: Path, explicit: ExplicitRules, encoding: str, newline: str
) -> None:
    path, out = tmp_path / "a.txt", tmp_path / "out" / "a.txt"
    path.write_bytes(STORY.replace("\n", newline).encode(encoding))
    record = mark_file(path, out, explicit, Asked(place="end"))
    text = out.read_bytes().decode(encoding)
    assert text.startswith(STORY.replace("\n", newline))
    assert text.count("\n") == text.count(newline)
    assert record.before_sha256 != record.after_sha256
    assert judge_safely(out, explicit).verdict == "compliant"
    with pytest.raises(ExplicitLabelError, match="already"):
        mark_file(out, out, explicit, Asked())


def test_a_page_gets_an_element_that_is_read_aloud_and_hidden_ones_do_not_count(
    explicit: ExplicitRules,
) -> None:
    page = "<html><body class='a'><p>你好</p></body></html>"
    labelled = label_page(page, explicit)
    assert "<body class='a'><p class=\"ai-label" in labelled
    assert 'role="note"' in labelled
    assert judge_text(visible_text(labelled), explicit).verdict == "compliant"
    hidden = f"<p style='display: none'>AI生成</p><p hidden>AI生成</p><p>{PROSE}</p><br>"
    assert judge_text(visible_text(hidden), explicit).verdict == "not_found"


def test_a_fragment_escapes_what_it_is_given(explicit: ExplicitRules) -> None:
    made = label_fragment(explicit, words="<b>AI生成</b>", of='a"b')
    assert "&lt;b&gt;AI生成" in made
    assert 'id="a&quot;b-ai-label"' in made


def test_unreadable_texts_are_inconclusive_with_a_reason(
    tmp_path: Path, explicit: ExplicitRules
) -> None:
    for name, data in {
        "a.txt": b"\x00\xff\xfe\x81",
        "b.docx": b"PK\x03\x04zip?",
        "c.html": b"",
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        seen = judge_safely(path, explicit)
        assert seen.verdict == "inconclusive", name
        assert seen.reasons[0].zh
