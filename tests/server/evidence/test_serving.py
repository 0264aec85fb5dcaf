"""Giving files out, and what pages show of them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item
from hegui.server.evidence.preview import picture_file, preview_of
from tests.server.evidence.test_inspection import HTML, SVG, packed
from tests.support.evidence import make_item, upload

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]


def picture(**more: Any) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (2000, 1000), "red").save(out, "JPEG", **more)
    return out.getvalue()


def get(client: Client, item: Item, path: str = "files/1/?inline=1") -> Any:
    return client.get(f"/o/yunlu/evidence/{item.pk}/{path}")


@pytest.mark.parametrize(("data", "name"), [(HTML, "x.png"), (SVG, "x.svg"), (b"a,b\n", "x.csv")])
def test_pages_and_drawings_come_as_plain_text(
    signed_in: Clients, viewer: Viewers, data: bytes, name: str
) -> None:
    answer = get(signed_in(), make_item(viewer(), data, name=name))
    assert answer["Content-Type"].startswith("text/plain; charset=")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_a_pdf_is_only_downloaded(signed_in: Clients, viewer: Viewers) -> None:
    answer = get(signed_in(), make_item(viewer(), b"%PDF-1.4\n%%EOF", name="合同.pdf"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_picture_is_drawn_anew_without_its_metadata(signed_in: Clients, viewer: Viewers) -> None:
    item = make_item(viewer(), picture(comment=b"GPS 31.2,121.5"), name="现场.jpg")
    client = signed_in()
    assert "evidence-picture" in get(client, item, "").text
    answer = get(client, item, "files/1/picture/")
    data = b"".join(answer.streaming_content)
    assert data[8:12] == b"WEBP"
    assert b"GPS" not in data
    assert picture_file(item.current.sha256)


@pytest.mark.parametrize(
    ("data", "name", "kind", "part"),
    [
        ("标识,值\n甲,1\n".encode("gb18030"), "表.csv", "table", "甲"),
        ("第一条 训练数据来源合法。".encode("utf-16"), "制度.txt", "text", "第一条"),
        (packed("甲.txt", "乙.txt"), "包.zip", "table", "甲.txt"),
        (b"%PDF-1.4\nbroken", "坏.pdf", "none", ""),
        (packed("[Content_Types].xml", "word/document.xml"), "坏.docx", "none", ""),
    ],
)
def test_previews(viewer: Viewers, data: bytes, name: str, kind: str, part: str) -> None:
    found = preview_of(make_item(viewer(), data, name=name).current)
    assert found.kind == kind, found
    assert part in found.text + str(found.rows)
    assert bool(found.problem_zh) == bool(found.problem_en) == (kind == "none")


def test_a_file_above_the_limit_is_refused_and_the_form_survives(
    signed_in: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.server.evidence import handlers
    from hegui.server.evidence.services import intake

    for module in (handlers, intake):
        monkeypatch.setattr(module, "default_limit", lambda: 3_000_000)
    large = upload(b"x" * 9_000_000, "大.txt")
    answer = signed_in().post("/o/yunlu/evidence/new/", {"upload": [large], "title": "我写的"})
    assert "3 MB" in answer.text
    assert "我写的" in answer.text
    assert not Item.objects.exists()


def pdf(*pages: str) -> bytes:
    import typst

    text = "\n#pagebreak()\n".join(pages)
    made: bytes = typst.compile(text.encode(), format="pdf")
    return made


WRITTEN, SCANNED = "= Training record", "#rect(width: 50%, fill: red)"


def test_a_pdf_is_shown_page_by_page_as_pictures(signed_in: Clients, viewer: Viewers) -> None:
    item = make_item(viewer(), pdf(WRITTEN, "Second", "Third"), name="培训.pdf")
    client = signed_in()
    page = get(client, item, "").text
    assert [f"/files/1/pages/{n}/" in page for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert "Training record" in page, "the words stay there for those who do not see pictures"
    answer = get(client, item, "files/1/pages/2/")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert get(client, item, "files/1/pages/4/").status_code == 404
    assert get(client, item, "files/1/pages/0/").status_code == 404
    assert get(client, make_item(viewer(), b"text"), "files/1/pages/1/").status_code == 404


def test_a_scan_without_words_is_shown(viewer: Viewers) -> None:
    found = preview_of(make_item(viewer(), pdf(SCANNED), name="扫描.pdf").current)
    assert (found.kind, found.text, found.problem_zh) == ("pages", "", "")
    assert 100 < found.width <= 1000


def test_a_page_that_cannot_be_drawn_falls_back_to_words_with_the_reason(
    signed_in: Clients, viewer: Viewers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.server.evidence import preview
    from hegui.server.evidence.sandbox import SandboxError, run

    def stopped(task: str, *args: Any, **more: Any) -> Any:
        if task == "leaf":
            raise SandboxError
        return run(task, *args, **more)

    monkeypatch.setattr(preview, "run", stopped)
    item = make_item(viewer(), pdf(WRITTEN), name="重.pdf")
    page = get(signed_in(), item, "").text
    assert "无法绘成图片" in page
    assert "Training record" in page


def test_what_was_drawn_is_forgotten_with_its_file(viewer: Viewers) -> None:
    from hegui.server.evidence.preview import forget, kept_at, leaf_file

    version = make_item(viewer(), pdf(WRITTEN, SCANNED), name="删.pdf").current
    assert leaf_file(version, 2)
    forget(version.sha256)
    beside = kept_at(version.sha256)
    assert list(beside.parent.glob(f"{beside.stem}*")) == []
