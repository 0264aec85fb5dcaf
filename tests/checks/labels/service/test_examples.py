"""The examples of the documentation run as they stand: FastAPI with a route of its own, and Django."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit import judge_text, load_explicit_rules
from hegui.checks.labels.explicit.documents import visible_text
from tests.checks.labels.service.test_labelling import call, png

ROOT = Path(__file__).parents[4]
PAGES = ("label-service.md", "label-service.zh.md")


def example(page: str, word: str) -> dict[str, Any]:
    """Run the block of a page that holds a word and return its names."""
    text = (ROOT / "docs" / "howto" / page).read_text(encoding="utf-8")
    [code] = [
        block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if word in block
    ]
    names: dict[str, Any] = {}
    exec(compile(code, page, "exec"), names)
    return names


@pytest.mark.parametrize("page", PAGES)
def test_the_fastapi_example_labels_what_its_routes_give_out(
    page: str, tmp_path: Path, catalogue: Any
) -> None:
    pytest.importorskip("fastapi", reason="fastapi is not installed")
    from fastapi import FastAPI
    from fastapi.responses import HTMLResponse, PlainTextResponse, Response

    app = example(page, "from fastapi import")["app"]
    assert isinstance(app, FastAPI)
    app.add_api_route("/generate/text", lambda: PlainTextResponse("你好"))
    app.add_api_route("/generate/page", lambda: HTMLResponse("<p>你好</p>"))
    app.add_api_route("/generate/picture", lambda: Response(png(), media_type="image/png"))
    app.add_api_route("/generate/json", lambda: {"answer": "你好"})
    app.add_api_route("/about", lambda: PlainTextResponse("关于"))
    rules = load_explicit_rules(catalogue)
    for path, visible in (("text", str), ("page", visible_text)):
        status, headers, body = call(app, f"/generate/{path}")
        assert (status, int(headers["content-length"])) == (200, len(body))
        assert judge_text(visible(body.decode()), rules).verdict == "compliant"
    picture = tmp_path / "a.png"
    picture.write_bytes(call(app, "/generate/picture")[2])
    [site] = read_label_sites(picture).sites
    assert json.loads(site.text)["ContentProducer"] == "001191110102MACQD9K64010001"
    assert call(app, "/about")[2] == "关于".encode()
    status, _headers, body = call(app, "/generate/json")
    assert status == 500
    assert "你好" not in body.decode()


@pytest.mark.parametrize("page", PAGES)
def test_the_django_example_labels_what_its_views_give_out(page: str, catalogue: Any) -> None:
    from django.http import HttpRequest, HttpResponse

    middleware = example(page, "label_middleware")["label_middleware"]
    answer = middleware(lambda _request: HttpResponse("<p>你好</p>"))
    rules = load_explicit_rules(catalogue)
    request = HttpRequest()
    for path, verdict in (("/generate/a", "compliant"), ("/about", "not_found")):
        request.path = path
        shown = visible_text(answer(request).content.decode())
        assert judge_text(shown, rules).verdict == verdict
