"""`hegui push` against a server on loopback that takes bundles."""

import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from hegui.cli.main import run


class Taker(http.server.BaseHTTPRequestHandler):
    """Takes an upload and answers twice about its state."""

    states: list[dict[str, Any]] = []
    got: dict[str, bytes] = {}
    headers_seen: list[str] = []
    cut_first = False
    gate: dict[str, Any] = {}
    asked: list[str] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Taker.headers_seen.append(self.headers["Idempotency-Key"])
        if Taker.cut_first and len(Taker.headers_seen) == 1:
            self.connection.close()
            return
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        for part in BytesParser().parsebytes(head + body).get_payload():  # type: ignore[union-attr]
            name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
            Taker.got[str(name)] = part.get_payload(decode=True)  # type: ignore[union-attr, assignment]
        self._answer(202, {"id": "r1", "status": "queued", "url": "/o/yunlu/runs/r1/"})

    def do_GET(self) -> None:
        if "/runs/gates" in self.path:
            Taker.asked.append(self.path.partition("?")[2])
            self._answer(200, Taker.gate)
            return
        row = Taker.states.pop(0) if len(Taker.states) > 1 else Taker.states[0]
        self._answer(200, {"id": "r1", "url": "/o/yunlu/runs/r1/", "more": "ignored", **row})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    Taker.states = [{"status": "running"}, {"status": "done"}]
    Taker.got, Taker.headers_seen, Taker.cut_first = {}, [], False
    Taker.gate, Taker.asked = {}, []
    monkeypatch.setenv("HEGUI_TOKEN", "hegui_x")
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "results").mkdir(parents=True)
    (folder / "bundle.json").write_text("{}")
    (folder / "results" / "甲.json").write_text("[1]")
    return folder


def push(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["push", *words])
    return int(ended.value.code or 0)


def test_a_folder_is_packed_sent_and_awaited(
    server: str, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push(str(bundle), "--server", server, "--org", "yunlu", "--title", "一月") == 0
    with zipfile.ZipFile(io.BytesIO(Taker.got["file"])) as sent:
        assert sorted(sent.namelist()) == ["bundle.json", "results/甲.json"]
    assert Taker.got["title"].decode() == "一月"
    said = capsys.readouterr()
    assert f"{server}/o/yunlu/runs/r1/" in said.out


def test_a_refused_bundle_ends_with_one_and_names_the_problems(
    server: str, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = {"path": "results/甲.json", "zh": "摘要不符", "en": "digest"}
    Taker.states = [{"status": "refused", "problems": [problem]}]
    assert push(str(bundle), "--server", server, "--org", "yunlu") == 1
    assert "results/甲.json: 摘要不符" in capsys.readouterr().out
    assert push(str(bundle), "--server", server, "--org", "yunlu", "--json") == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["status"], row["problems"]) == ("refused", [problem])


def test_a_cut_connection_is_tried_once_more_with_the_same_key(server: str, bundle: Path) -> None:
    Taker.cut_first = True
    assert push(str(bundle), "--server", server, "--org", "yunlu", "--no-wait") == 0
    first, second = Taker.headers_seen
    assert first == second


def test_wrong_use(server: str, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = ["--server", server, "--org", "yunlu"]
    assert push(str(bundle.parent), *rest) == 2
    assert push(str(bundle / "absent"), *rest) == 2
    assert push(str(bundle), "--server", "nonsense", "--org", "x") == 2
    assert push(str(bundle), "--server", "http://127.0.0.1:9", "--org", "x") == 3
    monkeypatch.delenv("HEGUI_TOKEN")
    assert push(str(bundle), *rest) == 2


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [("passed", 0, "passed"), ("open", 1, "undetermined"), ("blocked", 1, "not passed")],
)
def test_the_gate_is_asked_after_the_bundle(
    server: str, bundle: Path, capsys: pytest.CaptureFixture[str], state: str, code: int, words: str
) -> None:
    why = {"id": "M-03", "state": state, "zh": "部分符合：“甲”", "en": "partly: “A”"}
    Taker.gate = {"state": state, "subject": "chat", "stage": "change", "conditions": [why]}
    asked = [str(bundle), "--server", server, "--org", "yunlu", "--gate", "chat"]
    assert push(*asked, "--stage", "change", "--lang", "en") == code
    assert Taker.asked == ["subject=chat&stage=change"]
    said = capsys.readouterr().out
    assert f"Gate of chat / change: {words}" in said
    assert ("M-03 partly: “A”" in said) == (state != "passed")
    assert push(*asked, "--json") == code
    told = json.loads(capsys.readouterr().out)["gates"]
    assert [(row["state"], row["conditions"][0]["zh"]) for row in told] == [(state, why["zh"])]


def test_a_refused_bundle_opens_no_gate_and_waiting_is_needed(server: str, bundle: Path) -> None:
    Taker.states = [{"status": "refused"}]
    words = [str(bundle), "--server", server, "--org", "yunlu", "--gate", "chat"]
    assert push(*words) == 1
    assert push(*words, "--no-wait") == 2
    assert Taker.asked == []
