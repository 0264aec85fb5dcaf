"""label.implicit over a project: counts, findings, errors, and what is recorded."""

from pathlib import Path

import pytest

from hegui.checks.labels import implicit
from hegui.project.model import Media, Targets
from tests.checks.labels.support import TEXT
from tests.checks.records.support import Recorder, declared_project
from tests.support import media

GOOD = media.sound(media.txxx("AIGC", TEXT))


@pytest.fixture
def recorder(tmp_path: Path, catalogue):
    def make(files: dict[str, bytes], *targets: Media) -> Recorder:
        return Recorder(
            declared_project(tmp_path, files, targets=Targets(media=targets)), catalogue, tmp_path
        )

    return make


def run(ctx: Recorder):
    [job] = implicit.plan(ctx.declared, ctx.catalogue)
    return implicit.run(job, ctx)


def target(*patterns: str, id: str = "gallery") -> Media:  # noqa: A002
    return Media(id=id, subject="svc", files=patterns)


def test_files_are_counted_by_verdict(recorder) -> None:
    ctx = recorder(
        {
            "media/a.mp3": GOOD,
            "media/b.png": media.png_with(media.itxt(media.xmp("<TC260:AIGC>x</TC260:AIGC>"))),
            "media/sub/c.jpg": media.image("JPEG"),
            "media/d.png": media.image("PNG")[:40],
            "media/e.webp": b"RIFF....WEBP",
        },
        target("media"),
    )
    outcome = run(ctx)
    assert outcome.measures == {
        "files": 5,
        "compliant": 1,
        "noncompliant": 1,
        "not_found": 1,
        "inconclusive": 2,
    }
    assert {(f.item, f.code, f.kind) for f in ctx.findings} == {
        ("media/b.png", "LBL-C-03", "noncompliant"),
        ("media/sub/c.jpg", "LBL-C-02", "not_found"),
    }
    assert [error.where for error in ctx.errors] == ["media/d.png", "media/e.webp"]
    assert [entry.path for entry in outcome.inputs] == sorted(
        ["media/a.mp3", "media/b.png", "media/d.png", "media/e.webp", "media/sub/c.jpg"]
    )
    assert all(" / " in f.note and f.subject == "svc" for f in ctx.findings)


def test_records_and_side_cars_are_not_counted_as_content(recorder) -> None:
    ctx = recorder(
        {
            "media/a.mp3": GOOD,
            "media/a.mp3.label.json": b"{}",
            "media/b.txt.aigc.json": ('{"AIGC": %s}' % TEXT).encode(),  # noqa: UP031
            "media/own.label.json": b"{}",
        },
        target("media"),
    )
    measures = run(ctx).measures
    assert (measures["files"], measures["compliant"], measures["not_found"]) == (2, 1, 1)


def test_targets_of_one_subject_make_one_run_and_each_file_counts_once(recorder) -> None:
    ctx = recorder(
        {"media/a.mp3": GOOD, "media/b.mp3": GOOD},
        target("media/*.mp3"),
        target("media/a.mp3", id="again"),
    )
    [job] = implicit.plan(ctx.declared, ctx.catalogue)
    assert (job.subject, job.target, job.parameters) == ("svc", "gallery, again", {})
    assert implicit.run(job, ctx).measures["files"] == 2


def test_a_pattern_without_files_is_an_error_and_no_pass(recorder) -> None:
    ctx = recorder({}, target("nothing/*.png"))
    assert run(ctx).measures == dict.fromkeys(
        ("files", "compliant", "noncompliant", "not_found", "inconclusive"), 0
    )
    assert "没有文件" in ctx.errors[0].what


def test_a_file_that_vanishes_is_inconclusive(recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx = recorder({"a.mp3": GOOD}, target("a.mp3"))

    def gone(_path: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(implicit, "read_label_sites", gone)
    assert run(ctx).measures["inconclusive"] == 1
    assert "No such file" in ctx.errors[0].what


def test_no_media_no_job(recorder) -> None:
    ctx = recorder({})
    assert list(implicit.plan(ctx.declared, ctx.catalogue)) == []
