"""Labels in a user's own service: files, responses, ASGI, Django, and the log of unlabelled output."""

import asyncio
import datetime as dt
import io
import json
import stat
import wave
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.explicit import ExplicitRules, judge_text, load_explicit_rules
from hegui.checks.labels.explicit.documents import visible_text
from hegui.checks.labels.service import (
    Labeller,
    LabelMiddleware,
    Request,
    UnlabelledLog,
    labelled_file,
)
from hegui.checks.labels.service.labelling import SignedContentError, UnlabelledContentError
from hegui.checks.labels.write import rewrite
from tests.support import media

PRODUCER = "001191110102MACQD9K64010001"
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def explicit(catalogue: Catalogue) -> ExplicitRules:
    return load_explicit_rules(catalogue)


@pytest.fixture
def labeller(explicit: ExplicitRules) -> Labeller:
    return Labeller(PRODUCER, explicit, number=lambda: "20261120-0001")


def png() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


def label_in(folder: Path, data: bytes) -> dict[str, str]:
    path = folder / "read.png"
    path.write_bytes(data)
    [site] = read_label_sites(path).sites
    found: dict[str, str] = json.loads(site.text)
    return found


def test_a_file_appears_only_with_both_labels(tmp_path: Path, labeller: Labeller) -> None:
    path = tmp_path / "out" / "a.png"
    with labelled_file(path, labeller) as made:
        made.write_bytes(png())
        assert not path.exists()
    fields = label_in(tmp_path, path.read_bytes())
    assert (fields["ContentProducer"], fields["ProduceID"]) == (PRODUCER, "20261120-0001")
    with pytest.raises(ZeroDivisionError), labelled_file(tmp_path / "b.png", labeller):
        raise ZeroDivisionError
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "read.png"]


def test_a_signed_file_is_not_touched(tmp_path: Path, labeller: Labeller) -> None:
    store = b"\0\0\0\x3cjumb\0\0\0\x1ejumdc2pa\0\x11\0\x10"
    data = media.png_with(media.png_chunk(b"caBX", store))
    with pytest.raises(SignedContentError), labelled_file(tmp_path / "a.png", labeller) as made:
        made.write_bytes(data)
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize("kind", ["text/plain", "text/markdown; charset=gb18030", "text/html"])
def test_texts_get_a_prompt_once(explicit: ExplicitRules, labeller: Labeller, kind: str) -> None:
    charset = "gb18030" if "gb" in kind else "utf-8"
    made = labeller.body("你好，世界".encode(charset), kind).decode(charset)
    shown = visible_text(made) if "html" in kind else made
    assert judge_text(shown, explicit).verdict == "compliant"
    if "html" not in kind:
        assert labeller.body(made.encode(charset), kind).decode(charset) == made


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{}", "application/json"), (b"x", ""), (b"\xff\xff", "text/plain"), (b"x", "image/png")],
)
def test_what_cannot_be_labelled_is_an_error(labeller: Labeller, body: bytes, kind: str) -> None:
    with pytest.raises(UnlabelledContentError):
        labeller.body(body, kind)


def call(app: Any, path: str = "/generate/a") -> tuple[int, dict[str, str], bytes]:
    """Ask an ASGI application for a path and return status, headers and body."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
        "root_path": "", "scheme": "http", "server": ("testserver", 80), "client": ("testclient", 1),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    start = next(m for m in sent if m["type"] == "http.response.start")
    headers = {k.decode().lower(): v.decode() for k, v in start["headers"]}
    parts = [m.get("body", b"") for m in sent if m["type"] == "http.response.body"]
    return start["status"], headers, b"".join(parts)


def application(body: bytes, kind: str, status: int = 200, **more: str) -> Any:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        headers += [(k.replace("_", "-").encode(), v.encode()) for k, v in more.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        half = len(body) // 2
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": body[half:], "more_body": False})

    return app


def test_the_middleware_labels_chosen_paths_with_the_right_length(
    tmp_path: Path, labeller: Labeller
) -> None:
    app = LabelMiddleware(
        application(png(), "image/png", etag='"x"'), labeller=labeller, paths=("/generate/",)
    )
    status, headers, body = call(app)
    assert status == 200
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers
    assert label_in(tmp_path, body)["ContentProducer"] == PRODUCER
    assert call(app, "/about")[2] == application_body(app)


def application_body(app: LabelMiddleware) -> bytes:
    return call(app.app)[2]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("text/event-stream", {}),
        ("application/zip", {}),
        ("text/plain", {"content_encoding": "gzip"}),
    ],
)
def test_the_middleware_gives_nothing_out_that_it_cannot_label(
    labeller: Labeller, kind: str, more: dict[str, str]
) -> None:
    status, headers, body = call(
        LabelMiddleware(application(b"secret", kind, **more), labeller=labeller)
    )
    assert status == 500
    assert b"secret" not in body
    assert json.loads(body)["code"] == "label_response"
    assert headers["content-type"].startswith("application/json")


def test_errors_of_the_service_pass_as_they_are(labeller: Labeller) -> None:
    app = application(b"not found", "text/plain", status=404)
    assert call(LabelMiddleware(app, labeller=labeller))[::2] == (404, b"not found")


def test_too_large_an_answer_is_refused(labeller: Labeller) -> None:
    app = LabelMiddleware(application(b"a" * 2000, "text/plain"), labeller=labeller, largest=1000)
    assert call(app)[0] == 500


def test_django_gets_labels_through_the_same_function(labeller: Labeller) -> None:
    from django.http import HttpRequest, HttpResponse

    def middleware(get_response: Any) -> Any:
        def labelled(request: HttpRequest) -> HttpResponse:
            response: HttpResponse = get_response(request)
            if request.path.startswith("/generate/") and response.status_code == 200:
                response.content = labeller.body(response.content, response["Content-Type"])
            return response

        return labelled

    request = HttpRequest()
    request.path = "/generate/a"
    response = middleware(lambda _request: HttpResponse("<p>你好</p>"))(request)
    assert "人工智能生成" in response.content.decode()


def test_the_log_of_unlabelled_output_satisfies_the_check_of_logs(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    from hegui.checks.labels.service.unlabelled import FIELDS
    from hegui.checks.records import logs
    from hegui.project.model import LogExport, Targets
    from tests.checks.records.support import DAY, Recorder, declared_project

    path = tmp_path / "logs" / "unlabelled.jsonl"
    log = UnlabelledLog(path, b"a key of the service")
    request = Request(request="R-1", recipient="user-17", content="C-1", agreement="2026-03")
    day = dt.datetime.combine(DAY, dt.time(8), tzinfo=dt.UTC)
    for number in range(190, -1, -10):
        log.add(request, day - dt.timedelta(days=number))
    assert "user-17" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    export = LogExport(
        id="u", subject="svc", log="unlabeled_output", file="logs/unlabelled.jsonl",
        time_field="time", required_fields=FIELDS,
    )  # fmt: skip
    declared = declared_project(
        tmp_path, {"logs/unlabelled.jsonl": path.read_bytes()}, targets=Targets(logs=(export,))
    )
    ctx = Recorder(declared, catalogue, tmp_path)
    [job] = logs.plan(declared, catalogue)
    measures = logs.run(job, ctx).measures
    assert measures["oldest_days"] == 190
    assert (measures["gaps_days"], measures["fields_missing"]) == (0, 0)


def test_an_incomplete_request_is_not_logged(tmp_path: Path) -> None:
    log = UnlabelledLog(tmp_path / "a.jsonl", b"key")
    request = Request(request="R-1", recipient=" ", content="C-1", agreement="2026-03")
    with pytest.raises(ValueError, match="recipient"):
        log.add(request, NOW)
    with pytest.raises(ValueError, match="zone"):
        log.add(request, NOW.replace(tzinfo=None))
    assert not log.path.exists()


def test_a_sound_that_has_its_rhythm_gets_the_implicit_label_only(
    tmp_path: Path, labeller: Labeller
) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(b"\1\0" * 64000)
    assert labeller.file(path) is not None
    rewrite(path, None)
    before = path.stat().st_size
    assert labeller.file(path) is None
    assert read_label_sites(path).sites
    assert path.stat().st_size - before < 1000
