"""The report of a sample of labels: whole in HTML and PDF, with thumbnails and reasons."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from hegui.catalogue import load
from hegui.catalogue.model import Catalogue
from hegui.checks.labels.explicit import Asked, load_explicit_rules, mark_file
from hegui.checks.labels.service.sampling import sample_service
from hegui.common.text import LANGS, Lang
from hegui.reports.corpus import REPORTS
from hegui.reports.labels import NotASampleError, build_labels

DAY = "2026-11-20"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    place = tmp_path_factory.mktemp("labels")
    source = place / "in"
    source.mkdir()
    rules = load_explicit_rules(catalogue)
    for number in range(3):
        path = source / f"{number}.png"
        Image.effect_noise((320, 240), 80).convert("RGB").save(path)
        mark_file(path, path, rules, Asked())
    (source / "<b>名.txt").write_text("正文", encoding="utf-8")
    sample_service(str(source), place / "out", catalogue, size=10, seed="s", told=lambda _n: None)
    return place / "out"


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_shows_counts_reasons_and_thumbnails(
    folder: Path, catalogue: Catalogue, lang: Lang
) -> None:
    context = build_labels(folder, catalogue, lang, as_of=DAY)
    page = REPORTS["html"]().render(context).decode()
    assert page.count("data:image/jpeg;base64,") == 3
    assert "&lt;b&gt;名.txt" in page
    assert "<b>名" not in page
    assert "label.explicit.image" in page
    assert ("未见标识" if lang == "zh" else "not found") in page


def test_equal_folders_give_equal_bytes_and_the_pdf_holds_the_same(
    folder: Path, catalogue: Catalogue
) -> None:
    context = build_labels(folder, catalogue, "zh", as_of=DAY)
    first = REPORTS["pdf"]().render(context)
    assert first == REPORTS["pdf"]().render(context)
    reader = PdfReader(io.BytesIO(first))
    assert sum(len(page.images) for page in reader.pages) == 3
    assert "标识核查报告" in reader.pages[0].extract_text()


def test_another_folder_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(NotASampleError):
        build_labels(tmp_path, catalogue, "zh", as_of=DAY)
