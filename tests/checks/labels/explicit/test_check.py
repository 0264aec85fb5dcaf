"""label.explicit.* over a project: counts, findings, draws, and what is left out."""

from pathlib import Path

import pytest

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.explicit.check import planned, runner
from hegui.engine.check import Outcome
from hegui.project.model import Media, Targets
from tests.checks.records.support import Recorder, declared_project

LABELLED, PLAIN, ABOUT = "（AI生成）\n\n正文", "正文", "《人工智能生成合成内容标识办法》解读"
FILES = {
    "out/a.txt": LABELLED.encode(),
    "out/b.txt": PLAIN.encode(),
    "out/c.md": ABOUT.encode(),
    "out/a.txt.label.json": b"{}",
    "out/d.png": b"no picture",
}


def run(
    tmp_path: Path,
    catalogue: Catalogue,
    files: dict[str, bytes],
    content: str = "text",
    **more: object,
) -> tuple[Outcome, Recorder]:
    target = Media(id="samples", subject="svc", files=("out",))
    checks = {f"label.explicit.{content}": more} if more else {}
    declared = declared_project(tmp_path, files, targets=Targets(media=(target,)), checks=checks)
    ctx = Recorder(declared, catalogue, tmp_path)
    [job] = planned(content)(declared, catalogue)  # type: ignore[arg-type]
    return runner(content)(job, ctx), ctx  # type: ignore[arg-type]


def test_files_are_counted_and_a_missing_label_is_a_finding(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    outcome, ctx = run(tmp_path, catalogue, FILES)
    assert outcome.measures == {
        "files": 3, "compliant": 1, "noncompliant": 0, "not_found": 1, "inconclusive": 1,
    }  # fmt: skip
    assert [(f.item, f.code, f.kind) for f in ctx.findings] == [
        ("out/b.txt", "LBL-C-09", "not_found")
    ]
    assert [error.where for error in ctx.errors] == ["out/c.md"]
    assert [entry.path for entry in outcome.inputs] == ["out/a.txt", "out/b.txt", "out/c.md"]


def test_a_sample_is_drawn_and_recorded(tmp_path: Path, catalogue: Catalogue) -> None:
    files = {f"out/{n}.txt": LABELLED.encode() for n in range(40)}
    outcome, _ = run(tmp_path, catalogue, files, sample=10)
    assert outcome.measures["files"] == outcome.measures["compliant"] == 10
    [drawn] = outcome.drawn
    assert (drawn.population, drawn.size) == (40, 10)
    again, _ = run(tmp_path, catalogue, files, sample=10)
    assert again.drawn == outcome.drawn


@pytest.mark.parametrize("content", ["audio", "video"])
def test_content_that_is_not_there_has_no_job(
    tmp_path: Path, catalogue: Catalogue, content: str
) -> None:
    target = Media(id="samples", subject="svc", files=("out",))
    declared = declared_project(tmp_path, FILES, targets=Targets(media=(target,)))
    assert list(planned(content)(declared, catalogue)) == []  # type: ignore[arg-type]
