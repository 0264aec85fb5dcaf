"""Texts of laws: splitting into articles, importing, showing beside the paraphrase."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hegui.common.errors import HeguiError
from hegui.server.core.errors import InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.articles import chinese_number, split_articles
from hegui.server.obligations.models import LawText
from hegui.server.obligations.selectors import article_beside
from hegui.server.obligations.services import law_text_drop, law_text_import

Viewers = Callable[..., Viewer]
LAW = """# 某某办法

第一章 总　则

**第一条**　为了规范，制定本办法。

第二条 本办法所称服务：

（一）依照
第一条规定的服务；

第二条之一 增加的一条。

第三条
分行写的正文。
"""


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("二十", 20), ("一百零三", 103), ("一百一十", 110), ("九十九", 99), ("17", 17)],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


def test_articles_are_split_and_references_stay_inside() -> None:
    found = split_articles(LAW)
    assert [(row.number, row.suffix) for row in found] == [(1, 0), (2, 0), (2, 1), (3, 0)]
    assert found[1].text.endswith("第一条规定的服务；")
    assert found[3].text == "分行写的正文。"
    assert found[0].heading.startswith("第一章")


def test_articles_without_blanks_after_the_number() -> None:
    found = split_articles("第一条为了规范。\n第二条第一条所说的服务。\n第九条的规定不变。")
    assert [row.number for row in found] == [1, 2]


def test_a_new_import_replaces_the_old_one(viewer: Viewers) -> None:
    row = catalogue().obligations["GAI-04-1"]
    text = "\n".join(f"第{word}条 内容{word}。" for word in "一二三四")
    for label in ("旧", "新"):
        law_text_import(acting_user=viewer(), instrument="GAI", name="a.txt", data=text.encode(), label=label)  # fmt: skip
    assert LawText.objects.filter(current=True).count() == 1
    beside = article_beside(viewer=viewer(), row=row)
    assert beside
    assert (beside.article.number, beside.article.law.label) == (4, "新")
    law_text_drop(acting_user=viewer(), law=beside.article.law)
    assert article_beside(viewer=viewer(), row=row) is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.txt", b""),
        ("a.txt", "没有条文".encode()),
        ("a.docx", b"not a zip"),
        ("a.html", b"\x89PNG\r\n"),
        ("../../etc/passwd", b"x"),
        ("a.txt", b"\x00\x01\x02"),
        ("a.txt", b"x" * (6 << 20)),
    ],
)
def test_bad_files_are_refused(viewer: Viewers, name: str, data: bytes) -> None:
    with pytest.raises(HeguiError):
        law_text_import(acting_user=viewer(), instrument="GAI", name=name, data=data)
    assert not LawText.objects.exists()


def test_an_unknown_instrument_is_refused(viewer: Viewers) -> None:
    with pytest.raises(InvalidError):
        law_text_import(acting_user=viewer(), instrument="NO", name="a.txt", data=LAW.encode())


def test_texts_are_escaped_and_belong_to_their_organisation(
    signed_in: Callable[..., Client], other_org: object
) -> None:
    client = signed_in()
    evil = "第一条 <script>alert(1)</script>。"
    file = SimpleUploadedFile("<b>.txt", evil.encode())
    fields = {"instrument": "GAI", "label": "", "file": file}
    answer = client.post("/o/yunlu/obligations/texts/import/", fields, follow=True)
    assert "&lt;script&gt;alert" in answer.text
    assert "<script>alert" not in answer.text
    law = LawText.objects.get()
    other = signed_in("administrator", other_org)
    assert other.get(f"/o/other/obligations/texts/{law.pk}/").status_code == 404


@pytest.mark.real
@pytest.mark.parametrize(
    ("instrument", "name", "articles", "sample"),
    [
        ("GAI", "生成式人工智能服务管理暂行办法.txt", 24, "GAI-04-1"),
        ("PIPL", "个人信息保护法.md", 74, ""),
        ("CSL", "网络安全法-2025修正.md", 81, ""),
    ],
)
def test_real_laws_stand_beside_our_paraphrase(
    real_inputs: Path, viewer: Viewers, instrument: str, name: str, articles: int, sample: str
) -> None:
    data = (real_inputs / "laws" / name).read_bytes()
    law = law_text_import(acting_user=viewer(), instrument=instrument, name=name, data=data)
    assert law.articles == articles
    rows = [row for row in catalogue().obligations.values() if row.instrument == instrument]
    found = [article_beside(viewer=viewer(), row=row) for row in rows]
    placed = [beside for beside in found if beside]
    assert len(placed) >= len(rows) * 0.9
    known = [beside.anchored for beside in placed if beside.anchored is not None]
    assert sum(known) >= len(known) * 0.9
    assert not sample or sample in {row.id for row in rows}
