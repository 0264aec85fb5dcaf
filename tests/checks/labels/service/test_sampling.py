"""Samples of a service: from a folder, from addresses of a real server, and from a function."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.service.sampling import DRAW, FILES, sample_service
from hegui.checks.labels.service.sources import SampleSourceError
from hegui.checks.labels.write import aigc_label, write_label
from tests.support import media

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        pass


def filled(folder: Path) -> Path:
    folder.mkdir()
    for number in range(8):
        text = "（AI生成）\n\n正文\n" if number % 2 else "正文\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "1.txt.label.json").write_text("{}")
    (folder / "a.png").write_bytes(media.image("PNG"))
    write_label(folder / "a.png", LABEL)
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    folder = filled(tmp_path / "www")
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def rows(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / FILES).read_text().splitlines()]


def sample(source: str, out: Path, catalogue: Catalogue, size: int = 100) -> dict[str, Any]:
    return sample_service(source, out, catalogue, size=size, seed="s", told=lambda _n: None)


def test_a_folder_is_drawn_repeatably(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = filled(tmp_path / "in")
    found = sample(str(folder), tmp_path / "a", catalogue)
    assert (
        found["label.explicit.text"]["compliant"] == found["label.explicit.text"]["not_found"] == 4
    )
    assert found["label.implicit"]["files"] == 9
    assert found["label.implicit"]["compliant"] == 1
    sample(str(folder), tmp_path / "b", catalogue, size=5)
    sample(str(folder), tmp_path / "c", catalogue, size=5)
    assert (tmp_path / "b" / DRAW).read_bytes() == (tmp_path / "c" / DRAW).read_bytes()
    drawn = json.loads((tmp_path / "b" / DRAW).read_text())
    assert (drawn["population"], drawn["size"]) == (9, 5)


def test_addresses_are_fetched_and_what_fails_is_inconclusive(
    tmp_path: Path, catalogue: Catalogue, server: str
) -> None:
    listed = tmp_path / "urls.txt"
    names = ["1.txt", "2.txt", "a.png", "missing.png", "1.txt"]
    listed.write_text("\n".join([*(f"{server}/{name}" for name in names), "file:///etc/passwd"]))
    found = sample(str(listed), tmp_path / "out", catalogue)
    assert found["label.implicit"]["files"] == 4
    seen = {row["id"].rsplit("/")[-1]: row for row in rows(tmp_path / "out")}
    assert seen["1.txt"]["explicit"]["verdict"] == "compliant"
    assert seen["2.txt"]["explicit"]["verdict"] == "not_found"
    assert seen["a.png"]["implicit"]["verdict"] == "compliant"
    assert "404" in seen["missing.png"]["why"]


def test_a_function_generates_the_sample(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own_service.py").write_text(
        "def answer(number):\n    return f'AI生成\\n\\n{number}'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    found = sample("own_service:answer", tmp_path / "out", catalogue, size=3)
    assert found["label.explicit.text"] == {
        "files": 3, "compliant": 3, "noncompliant": 0, "not_found": 0, "inconclusive": 0,
    }  # fmt: skip


@pytest.mark.parametrize("source", ["no_such_module:f", "json:no_such", "json", ""])
def test_a_source_that_is_none_is_refused(
    tmp_path: Path, catalogue: Catalogue, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(SampleSourceError):
        sample(source, tmp_path / "out", catalogue)
