"""label.pipeline: labels kept and lost between files before and after a step."""

import io
from pathlib import Path

from PIL import Image

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.explicit import Asked, load_explicit_rules, mark_file
from hegui.checks.labels.service import pipeline
from hegui.checks.labels.write import aigc_label, write_label
from tests.checks.records.support import Recorder, declared_project

STEP = {"name": "resize", "subject": "svc", "before": "in", "after": "out"}


def png() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((320, 240), 80).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


def measured(tmp_path: Path, catalogue: Catalogue, kind: str) -> tuple[dict[str, int], Recorder]:
    declared = declared_project(tmp_path, {}, checks={"label.pipeline": {"steps": [STEP]}})
    ctx = Recorder(declared, catalogue, tmp_path)
    [job] = [j for j in pipeline.plan(declared, catalogue) if j.parameters["kind"] == kind]
    return pipeline.run(job, ctx).measures, ctx


def made(tmp_path: Path, catalogue: Catalogue) -> tuple[Path, Path]:
    before, after = tmp_path / "project" / "in", tmp_path / "project" / "out"
    before.mkdir(parents=True)
    after.mkdir()
    for name in ("a.png", "b.png"):
        (before / name).write_bytes(png())
        mark_file(before / name, before / name, load_explicit_rules(catalogue), Asked())
        write_label(before / name, aigc_label("001191110102MACQD9K64010001", f"id-{name}"))
    (before / "plain.png").write_bytes(png())
    (after / "plain.png").write_bytes(png())
    (after / "a.png").write_bytes((before / "a.png").read_bytes())
    Image.open(before / "b.png").save(after / "b.webp", lossless=True)
    return before, after


def test_a_dropped_implicit_label_is_lost_and_a_kept_one_is_kept(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    made(tmp_path, catalogue)
    found, ctx = measured(tmp_path, catalogue, "implicit")
    assert found == {"steps": 1, "labels_kept": 1, "labels_lost": 1}
    assert [(f.item, f.code) for f in ctx.findings] == [("in/b.png", "LBL-C-10")]


def test_a_mark_is_followed_into_another_format_and_seen_to_be_gone(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    _, after = made(tmp_path, catalogue)
    found, _ = measured(tmp_path, catalogue, "explicit")
    assert found == {"steps": 1, "labels_kept": 2, "labels_lost": 0}
    (after / "a.png").write_bytes(png())
    found, _ = measured(tmp_path, catalogue, "explicit")
    assert found["labels_lost"] == 1


def test_missing_output_leaves_the_loss_open(tmp_path: Path, catalogue: Catalogue) -> None:
    _, after = made(tmp_path, catalogue)
    (after / "b.webp").unlink()
    found, ctx = measured(tmp_path, catalogue, "implicit")
    assert found == {"steps": 1, "labels_kept": 1}
    assert [error.where for error in ctx.errors] == ["in/b.png"]
