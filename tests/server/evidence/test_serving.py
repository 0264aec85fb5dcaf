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
