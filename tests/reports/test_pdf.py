"""The PDF: deterministic, whole, and honest about glyphs."""

import io

import pytest
from pypdf import PdfReader

from hegui.common.bundled import bundled_fonts
from hegui.common.text import LANGS, Lang
from hegui.reports.fonts import (
    BUNDLED,
    FONT_OPTION,
    FontChoice,
    FontNotFoundError,
    MissingGlyphError,
    choose_fonts,
)
from hegui.reports.pdf import PdfReport, TypesettingError, typeset
from tests.reports.factory import make_context


@pytest.fixture(scope="module")
def bundled() -> FontChoice:
    """Only the bundled font, as on a machine without Chinese fonts."""
    folder = bundled_fonts()
    return FontChoice((BUNDLED,), (str(folder),), ((str(folder / "HeguiSansSC-Regular.otf"), 0),))


@pytest.mark.parametrize("lang", LANGS)
def test_same_context_gives_same_bytes(lang: Lang, bundled: FontChoice) -> None:
    report = PdfReport(bundled)
    assert report.render(make_context(lang)) == report.render(make_context(lang))


def test_first_page_is_the_summary_and_pages_are_numbered(bundled: FontChoice) -> None:
    reader = PdfReader(io.BytesIO(PdfReport(bundled).render(make_context())))
    first = reader.pages[0].extract_text()
    assert "合规评估报告" in first
    assert "不构成法律意见" in first
    assert f"1 / {len(reader.pages)}" in first


def test_user_text_is_never_markup(bundled: FontChoice) -> None:
    hostile = '#read("/etc/passwd") $x$ *bold* [link] <label> @ref'
    reader = PdfReader(io.BytesIO(PdfReport(bundled).render(make_context(title=hostile))))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "*bold*" in text.replace("\n", "")


def test_missing_glyph_names_character_record_and_option(bundled: FontChoice) -> None:
    with pytest.raises(MissingGlyphError) as caught:
        PdfReport(bundled).render(make_context(title="𠮷野家"))
    assert caught.value.data["character"] == "𠮷"
    assert caught.value.data["record"] == "clauses/4.0a/title"
    assert FONT_OPTION in caught.value.message("en")


def test_typst_warning_is_an_error(bundled: FontChoice) -> None:
    from hegui.reports.pdf import pdf_data

    data = {**pdf_data(make_context()), "fonts": ["No Such Family"]}
    with pytest.raises(TypesettingError):
        typeset(data, bundled, "2026-11-20")


def test_configured_font_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONT_OPTION, str(bundled_fonts() / "HeguiSansSC-Regular.otf"))
    assert choose_fonts().families[0] == BUNDLED


def test_configured_font_that_is_not_there_is_an_error(tmp_path: object) -> None:
    with pytest.raises(FontNotFoundError):
        choose_fonts(f"{tmp_path}/nothing.otf")
