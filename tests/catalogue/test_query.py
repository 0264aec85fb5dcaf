"""Walking the crosswalk both ways, searching, comparing days, citing."""

import datetime as dt
import re
from pathlib import Path

import pytest

from hegui.catalogue import Catalogue
from hegui.catalogue.citation import cite, provision
from hegui.catalogue.finding import search
from hegui.catalogue.query import Links, RowNotFoundError, changes, find

LAW_FILES = {
    "CSL": "网络安全法-2025修正.md",
    "DSL": "数据安全法.md",
    "PIPL": "个人信息保护法.md",
    "STPL": "科学技术进步法-2021修订.md",
    "AUCL": "反不正当竞争法-2025修订.md",
    "NDSR": "网络数据安全管理条例.md",
    "MNR": "未成年人网络保护条例.md",
    "GAI": "生成式人工智能服务管理暂行办法.txt",
    "ALG": "互联网信息服务算法推荐管理规定.md",
    "DS": "互联网信息服务深度合成管理规定.txt",
    "LAB": "人工智能生成合成内容标识办法.txt",
}
DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")}


def number(text: str) -> int:
    """Return the value of a Chinese numeral below 200."""
    total = 0
    if "百" in text:
        head, _, text = text.partition("百")
        total, text = DIGITS[head] * 100, text.lstrip("零")
    if "十" in text:
        head, _, text = text.partition("十")
        total += (DIGITS[head] if head else 1) * 10
    return total + (DIGITS[text] if text else 0)


def provisions(path: Path) -> dict[tuple[int, int, int], str]:
    """Return the text of each (article, paragraph, item) of a law; item 0 is the paragraph."""
    found: dict[tuple[int, int, int], str] = {}
    article = paragraph = 0
    for line in path.read_text("utf-8").splitlines():
        text = re.sub(r"[\u200b-\u200f\ufeff*]", "", line).strip()
        head = re.match(r"第([一二三四五六七八九十百零]+)条[\s　]*(.*)", text)
        if head:
            article, paragraph, text = number(head[1]), 0, head[2]
        if not article or not text or text.startswith("#"):
            continue
        item = re.match(r"（([一二三四五六七八九十]+)）", text)
        paragraph += 0 if item else 1
        found[article, paragraph, number(item[1]) if item else 0] = text
    return found


def ends(links: Links, kind: str, row: str, relation: str, *, forwards: bool) -> set[str]:
    return {
        end
        for name, onwards, rows in links.of(kind, row)
        for _, end in rows
        if name == relation and onwards is forwards
    }


def test_links_lead_there_and_back(builtin: Catalogue) -> None:
    links = Links(builtin)
    clauses = ends(links, "obligations", "GAI-07-2", "criteria.obligations", forwards=False)
    assert "D-05" in clauses
    assert "GAI-07-2" in ends(links, "clauses", "D-05", "criteria.obligations", forwards=True)
    assert "SRC-07" in ends(links, "clauses", "D-05", "criteria.requirements", forwards=True)
    assert "D-05" in ends(links, "requirements", "SRC-07", "criteria.requirements", forwards=False)
    frameworks = ends(links, "clauses", "D-01", "crosswalk.maps_to", forwards=False)
    assert "ISO42001-A.7.5" in frameworks
    assert "D-01" in ends(links, "crosswalk", "ISO42001-A.7.5", "crosswalk.maps_to", forwards=True)
    assert "GAI-07-2" in ends(
        links, "crosswalk", "EU-AIA-53-1c", "crosswalk.maps_to", forwards=True
    )


def test_every_link_has_words_in_both_directions(builtin: Catalogue) -> None:
    links = Links(builtin)
    used = {link.relation for group in links.out.values() for link in group}
    for relation in used:
        label = builtin.labels["relation"][relation]
        assert label.zh
        assert label.en
        assert label.detail_zh
        assert label.detail_en


def test_management_clauses_answer_iso_37301(builtin: Catalogue) -> None:
    mapped = {
        name
        for item in builtin.crosswalk.values()
        if item.framework == "ISO37301"
        for name in item.maps_to
    }
    own = {row.id for row in builtin.clauses.values() if row.kind == "management_system"}
    assert own <= mapped


def test_annex_a_has_all_38_controls(builtin: Catalogue) -> None:
    controls = [n for n in builtin.crosswalk if re.fullmatch(r"ISO42001-A\.\d+(\.\d+)+", n)]
    assert len(controls) == 38
    assert all(builtin.crosswalk[name].maps_to for name in controls)


def test_an_id_of_two_kinds_finds_both(builtin: Catalogue) -> None:
    assert [found.kind for found in find(builtin, "GAI-20")] == ["obligations", "consequences"]
    with pytest.raises(RowNotFoundError):
        find(builtin, "GAI-99")


def test_search_takes_any_script_and_width(builtin: Catalogue) -> None:
    assert search(builtin, "gai-04-1")[0].row.id == "GAI-04-1"
    assert search(builtin, "ＧＡＩ－０４－１")[0].row.id == "GAI-04-1"
    titles = [row.id for kind, row in search(builtin, "开源数据授权")]
    assert titles[0] == "D-05"
    assert search(builtin, "no such words anywhere") == []
    both = {row.id for _, row in search(builtin, "深度合成 备案")}
    assert "DS-13" in both


def test_changes_between_two_days(builtin: Catalogue) -> None:
    found = changes(builtin, dt.date(2026, 7, 1), dt.date(2026, 8, 1))
    assert {change.row.id for change in found if change.kind == "instruments"} == {"AHI"}
    assert all(change.what == "begins" for change in found)
    back = changes(builtin, dt.date(2026, 8, 1), dt.date(2026, 7, 1))
    assert {change.what for change in back} == {"ends"}
    assert changes(builtin, dt.date(2026, 9, 1), dt.date(2026, 9, 1)) == []


def test_a_law_that_was_in_force_before_is_amended_and_does_not_begin(builtin: Catalogue) -> None:
    def told(start: dt.date) -> dict[str, set[str]]:
        found = changes(builtin, start, dt.date(2026, 1, 1))
        return {
            name: {c.what for c in found if name in (c.row.id, getattr(c.row, "instrument", ""))}
            for name in ("CSL", "LAB")
        }

    assert told(dt.date(2025, 8, 31)) == {"CSL": {"amends"}, "LAB": {"begins"}}
    assert told(dt.date(2017, 5, 31)) == {"CSL": {"begins"}, "LAB": {"begins"}}


@pytest.mark.parametrize(
    ("row", "zh"),
    [
        ("CSL-23-3", "《网络安全法》（2025年修正）第23条第（3）项"),
        ("DS-15-2", "《互联网信息服务深度合成管理规定》第15条第2款第（1）项"),
        ("STPL-104", "《科学技术进步法》（2021年修订）第104条第3款"),
        ("CC-1195", "《民法典（人格权编、侵权责任编）》第1195条第2款"),
        ("AIE-21", "《人工智能科技伦理审查与服务办法（试行）》第21-25条"),
        ("NDR-KEEP", "《网络数据安全风险评估办法》（未核）"),
    ],
)
def test_citations_name_version_and_place(builtin: Catalogue, row: str, zh: str) -> None:
    assert cite(builtin, builtin.obligations[row]).zh == zh


def test_every_citation_of_the_cybersecurity_law_names_its_version(builtin: Catalogue) -> None:
    for row in builtin.obligations.values():
        if row.instrument == "CSL":
            assert "（2025年修正）" in cite(builtin, row).zh
            assert "(as amended in 2025)" in cite(builtin, row).en


def test_an_uncertain_place_is_shown_as_written(builtin: Catalogue) -> None:
    assert provision(builtin.obligations["PIPL-38-3"]).zh == "第38条(3)"
    assert provision(builtin.obligations["MPL-77-2"]).en == "art. 77(2)"


WHOLE_ARTICLE = {"NDSR-16", "NDSR-30-1", "PIPL-14-1", "PIPL-56"}
"""Rows that tell of several paragraphs and cite the article; the anchor stands in a later one."""


@pytest.mark.real
def test_every_anchor_stands_at_the_cited_place(builtin: Catalogue, real_inputs: Path) -> None:
    texts = {name: provisions(real_inputs / "laws" / file) for name, file in LAW_FILES.items()}
    checked, beyond_the_first = 0, set()
    for row in builtin.obligations.values():
        if row.instrument not in texts:
            continue
        place = row.locator
        assert place is not None, row.id
        assert row.text_anchor, row.id
        found = [
            (paragraph, item)
            for (article, paragraph, item), text in texts[row.instrument].items()
            if article == place.article
            and place.paragraph in (None, paragraph)
            and place.item in (None, item)
            and row.text_anchor in text
        ]
        assert found, row.id
        if place.paragraph is None and min(found)[0] > 1:
            beyond_the_first.add(row.id)
        checked += 1
    assert checked > 340
    assert beyond_the_first == WHOLE_ARTICLE


def test_a_paragraph_that_is_displayed_is_the_one_of_the_locator(builtin: Catalogue) -> None:
    shown = {
        row.id: (re.findall(r"\((\d+)款\)", row.article), row.locator)
        for row in builtin.obligations.values()
        if row.locator is not None and "款" in row.article
    }
    assert len(shown) > 15
    for name, (paragraphs, locator) in shown.items():
        assert paragraphs == [str(locator.paragraph)], name
