"""The HTML page: self-contained, safe against hostile text, told by word and shape."""

import base64
import hashlib
import re

import pytest

from hegui.common.text import LANGS, Lang
from hegui.reports.html import HtmlReport, icon
from tests.reports.factory import CODES, make_context


def page_of(**kwargs: object) -> str:
    return HtmlReport().render(make_context(**kwargs)).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGS)
def test_same_context_gives_same_bytes(lang: Lang) -> None:
    assert HtmlReport().render(make_context(lang)) == HtmlReport().render(make_context(lang))


def test_page_loads_nothing_from_outside() -> None:
    page = page_of()
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert "url(" not in page


def test_security_policy_names_the_hash_of_the_script() -> None:
    page = page_of()
    script = re.search(r"<script>(.*)</script>", page, re.S)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.replace("&#39;", "'")


def test_hostile_text_stays_text() -> None:
    page = page_of(title='<script>alert(1)</script>"><img src=x onerror=1>')
    assert "<script>alert" not in page
    assert "<img" not in page


def test_every_verdict_has_word_and_shape() -> None:
    page = page_of()
    shapes = {icon(code) for code in CODES}
    assert len(shapes) == 5
    assert all(f'class="word {code}"' in page for code in CODES)


def test_english_page_has_no_chinese_words_of_its_own() -> None:
    from hegui.reports.words import words

    def leaves(node: object) -> list[str]:
        if isinstance(node, dict):
            return [leaf for value in node.values() for leaf in leaves(value)]
        return (
            [leaf for value in node for leaf in leaves(value)]
            if isinstance(node, list)
            else [str(node)]
        )

    assert [text for text in leaves(words("en")) if re.search(r"[\u4e00-\u9fff]", text)] == []
