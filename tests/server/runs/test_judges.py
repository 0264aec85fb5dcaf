"""Judges that a file names are held to public addresses, bound keys and the project's folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hegui.common.errors import HeguiError
from hegui.server.core.viewer import Viewer
from hegui.server.runs.errors import TargetRefusedError
from hegui.server.runs.execution.perform import perform
from hegui.server.runs.models import Project, Run
from hegui.server.runs.services import project_change, project_create, run_start
from tests.server.runs.conftest import ASKING

Viewers = Callable[..., Viewer]
CHECK = "checks: {model.refusal.should: {judges: own/judges.yaml, judge: guard}}\n"


def judge(place: Path, url: str, **more: str) -> None:
    """Write a file with one judge that is a model."""
    (place / "own").mkdir(exist_ok=True)
    fields = {"id": "guard", "kind": "llm", "base_url": url, "model": "m", **more}
    shown = ", ".join(f"{name}: {value!r}" for name, value in fields.items())
    (place / "own" / "judges.yaml").write_text(
        f"schema: hegui/judges/1\njudges: [{{{shown}}}]\n", "utf-8"
    )


def save(viewer: Viewers, place: Path) -> Project:
    """Save a project whose check names the file of judges."""
    return project_create(
        acting_user=viewer(),
        title="判定",
        source="written",
        declaration=ASKING % "http://127.0.0.1:9/v1" + CHECK,
        folder=str(place),
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/v1",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/v1",
        "http://2130706434/v1",
        "http://user:word@127.0.0.1/v1",
        "file:///etc/passwd",
    ],
)
def test_a_judge_in_a_private_network_is_refused_when_saved(
    viewer: Viewers, place: Path, url: str
) -> None:
    judge(place, url)
    with pytest.raises(TargetRefusedError, match=r"own/judges\.yaml"):
        save(viewer, place)
    assert not Project.objects.exists()


def test_a_judge_at_an_allowed_address_is_saved(viewer: Viewers, place: Path) -> None:
    judge(place, "http://127.0.0.1:9/v1")
    assert save(viewer, place).pk


def test_a_key_of_a_judge_must_be_bound_to_its_host(viewer: Viewers, place: Path) -> None:
    judge(place, "http://127.0.0.1:9/v1", api_key_env="LONELY_KEY")
    with pytest.raises(TargetRefusedError, match="LONELY_KEY"):
        save(viewer, place)


@pytest.mark.parametrize("file", ["/etc/passwd", "../../outside.yaml"])
def test_files_of_a_judge_stay_in_the_folder(viewer: Viewers, place: Path, file: str) -> None:
    judge(place, "http://127.0.0.1:9/v1", rubric=file)
    with pytest.raises(TargetRefusedError):
        save(viewer, place)


def test_a_project_that_is_changed_is_held_to_it_too(viewer: Viewers, place: Path) -> None:
    project = save(viewer, place)
    judge(place, "http://10.0.0.1/v1")
    with pytest.raises(TargetRefusedError):
        project_change(acting_user=viewer(), project=project, changes={"title": "另"})


def test_a_file_that_changed_since_is_refused_when_the_run_starts(
    viewer: Viewers, place: Path
) -> None:
    project = save(viewer, place)  # the file is not there yet
    judge(place, "http://10.0.0.1/v1")
    run = run_start(acting_user=viewer(), project=project, only=["model.refusal.should"])
    assert perform(run.pk) == "failed"
    failed = Run.objects.get(pk=run.pk)
    assert "10.0.0.1" in failed.problems[0]["zh"]
    assert "own/judges.yaml" in failed.problems[0]["zh"]


def test_a_broken_file_of_judges_is_told_at_once(viewer: Viewers, place: Path) -> None:
    (place / "own").mkdir()
    (place / "own" / "judges.yaml").write_text("judges: [", "utf-8")
    with pytest.raises(HeguiError, match="judges"):
        save(viewer, place)
