"""The one use case: an assessment becomes a verified bundle, and equal inputs give equal verdicts."""

import json
from pathlib import Path

import msgspec
import pytest

from hegui.assess import Options, assess
from hegui.assess.errors import (
    BundleThereError,
    EvidenceChangedError,
    OtherRunError,
    OutputDoubtfulError,
    OutputMeasuredError,
    OutputTakenError,
    StoppedRunError,
)
from hegui.bundle import Bundle, verify
from hegui.bundle.keys import ephemeral_key
from hegui.common.text import Text
from hegui.project.model import Corpus, Targets
from hegui.reports.material import Material
from tests.assess import factory
from tests.bundle.factory import MOMENT


def run(folder: Path, out: Path, **options: object) -> Bundle:
    return assess(
        factory.project(folder),
        factory.catalogue(),
        out,
        options=Options(**options),  # type: ignore[arg-type]
        registry=factory.registry(),
    )


def leftovers(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir() if path.name.startswith("."))


def test_an_assessment_is_a_verified_bundle(tmp_path: Path) -> None:
    bundle = run(tmp_path / "p", tmp_path / "b")
    assert bundle.path == tmp_path / "b"
    assert verify(tmp_path / "b").ok
    assert bundle.assessment.conclusion == "conforms"
    assert [v.verdict for v in bundle.assessment.verdicts] == ["conforms"] * 3
    names = {e.path for e in bundle.manifest.entries}
    assert {"results/model.test.json", "findings/model.test.parquet"} <= names
    assert "journals/model.test/answers.txt" in names
    (item,) = bundle.evidence
    assert bundle.read(f"evidence/{item.sha256}.md") == factory.factory.TEXT
    assert leftovers(tmp_path / "b") == []


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    first = run(tmp_path / "p", tmp_path / "a")
    second = run(tmp_path / "p", tmp_path / "b")
    for name in ("verdicts.json", "project.yaml", "catalogue.json", "evidence/index.json"):
        assert first.read(name) == second.read(name)
    assert first.read("findings/model.test.parquet") == second.read("findings/model.test.parquet")


def test_verdicts_hold_nothing_but_conclusion_and_verdicts(tmp_path: Path) -> None:
    bundle = run(tmp_path / "p", tmp_path / "b")
    value = json.loads(bundle.read("verdicts.json"))
    assert set(value) == {"conclusion", "verdicts"}
    assert set(value["verdicts"][0]) == {"clause", "verdict", "trace"}


def test_an_earlier_bundle_is_replaced_only_by_force(tmp_path: Path) -> None:
    before = run(tmp_path / "p", tmp_path / "b", signed_at=MOMENT)
    with pytest.raises(BundleThereError, match=before.digest[:16]) as caught:
        run(tmp_path / "p", tmp_path / "b")
    assert caught.value.exit_code == 2
    assert verify(tmp_path / "b").digest == before.digest
    assert leftovers(tmp_path / "b") == []
    again = run(tmp_path / "p", tmp_path / "b", key=(key := ephemeral_key()), force=True)
    assert verify(tmp_path / "b", key.public).level == "authentic"
    assert again.signed_at != "2026-11-20T08:00:00Z"
    assert leftovers(tmp_path / "b") == []


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    assert run(tmp_path / "p", tmp_path / "b").path == tmp_path / "b"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_is_no_bundle_is_left_alone(tmp_path: Path, force: bool) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.txt").write_text("mine")
    with pytest.raises(OutputTakenError, match=r"thesis\.txt"):
        run(tmp_path / "p", tmp_path / "b", force=force)
    assert (tmp_path / "b" / "thesis.txt").read_text() == "mine"
    assert leftovers(tmp_path / "b") == []


def test_a_file_at_the_output_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(OutputTakenError):
        run(tmp_path / "p", tmp_path / "b", force=True)
    assert (tmp_path / "b").read_text() == "mine"


@pytest.mark.parametrize("damage", ["remove", "foreign"])
def test_a_doubtful_bundle_is_replaced_only_by_force(tmp_path: Path, damage: str) -> None:
    run(tmp_path / "p", tmp_path / "b")
    if damage == "remove":
        (tmp_path / "b" / "bundle.json").unlink()
    else:
        (tmp_path / "b" / "notes.txt").write_text("x")
    with pytest.raises(OutputDoubtfulError) as caught:
        run(tmp_path / "p", tmp_path / "b")
    assert caught.value.exit_code == 2
    run(tmp_path / "p", tmp_path / "b", force=True)
    assert verify(tmp_path / "b").ok


def test_an_output_that_would_be_measured_is_refused(tmp_path: Path) -> None:
    declared = factory.project(tmp_path / "p")
    (tmp_path / "p" / "bundle" / "journals").mkdir(parents=True)
    (tmp_path / "p" / "bundle" / "journals" / "a.jsonl").write_text("{}\n")
    corpus = Corpus(id="c", subject="m1", files=("**/*.jsonl",))
    project = msgspec.structs.replace(declared.project, targets=Targets(corpora=(corpus,)))
    declared = type(declared)(
        project, declared.root, declared.path, declared.as_of, declared.subjects
    )
    with pytest.raises(OutputMeasuredError, match="jsonl"):
        assess(
            declared,
            factory.catalogue(),
            tmp_path / "p" / "bundle",
            options=Options(force=True),
            registry=factory.registry(),
        )


def test_a_missing_document_stays_unknown_and_the_bundle_verifies(tmp_path: Path) -> None:
    declared = factory.project(tmp_path / "p")
    (tmp_path / "p" / "docs" / "说明书.md").unlink()
    bundle = assess(declared, factory.catalogue(), tmp_path / "b", registry=factory.registry())
    assert not bundle.evidence[0].readable
    assert bundle.assessment.verdicts[0].verdict != "conforms"
    assert verify(tmp_path / "b").ok


def test_a_document_that_changes_meanwhile_stops_the_assessment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.checks.records import evidence

    honest = evidence.read_evidence

    def late(declared: object, catalogue: object) -> object:
        items = honest(declared, catalogue)  # type: ignore[arg-type]
        (tmp_path / "p" / "docs" / "说明书.md").write_bytes(b"other")
        return items

    monkeypatch.setattr(evidence, "read_evidence", late)
    with pytest.raises(EvidenceChangedError):
        run(tmp_path / "p", tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_reports_travel_in_the_bundle_and_name_the_content_digest(tmp_path: Path) -> None:
    seen: list[Material] = []

    def render(material: Material) -> dict[str, bytes]:
        seen.append(material)
        return {"report.zh.txt": material.content_digest.encode()}

    bundle = assess(
        factory.project(tmp_path / "p"),
        factory.catalogue(),
        tmp_path / "b",
        render=render,
        registry=factory.registry(),
    )
    assert bundle.read("reports/report.zh.txt").decode() == bundle.content_digest
    assert seen[0].assessment == bundle.assessment
    assert seen[0].project == bundle.project


def test_a_stopped_run_says_where_its_records_are(tmp_path: Path) -> None:
    notices: list[Text] = []
    with pytest.raises(RuntimeError):
        stopped(tmp_path, notices)
    assert [str(tmp_path / ".b.partial") in notice.zh for notice in notices] == [True]


def test_a_run_about_something_else_is_not_resumed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        stopped(tmp_path)
    assert (tmp_path / ".b.partial").is_dir()
    with pytest.raises(OtherRunError):
        run(tmp_path / "p", tmp_path / "b", resume=True, seed="another")


def stopped(tmp_path: Path, notices: list[Text] | None = None) -> None:
    """Assess and stop while the reports are rendered."""

    def render(_material: Material) -> dict[str, bytes]:
        raise RuntimeError

    assess(
        factory.project(tmp_path / "p"),
        factory.catalogue(),
        tmp_path / "b",
        render=render,
        notice=(notices if notices is not None else []).append,
        registry=factory.registry(),
    )


def test_a_stopped_run_is_resumed_from_its_journals(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        stopped(tmp_path)
    bundle = run(tmp_path / "p", tmp_path / "b", resume=True)
    assert bundle.results[0].run["resumed"] == factory.ITEMS
    assert leftovers(tmp_path / "b") == []


def test_a_stopped_run_is_neither_used_nor_moved_unasked(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        stopped(tmp_path)
    for force in (False, True):
        with pytest.raises(StoppedRunError, match="--resume") as caught:
            run(tmp_path / "p", tmp_path / "b", force=force)
        assert caught.value.exit_code == 2
    assert leftovers(tmp_path / "b") == [".b.partial", ".b.run"]
    assert run(tmp_path / "p", tmp_path / "b", resume=True).results[0].run["resumed"]


def test_a_fresh_run_puts_the_journals_of_a_stopped_one_aside(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        stopped(tmp_path)
    notices: list[Text] = []
    bundle = assess(
        factory.project(tmp_path / "p"),
        factory.catalogue(),
        tmp_path / "b",
        options=Options(fresh=True),
        notice=notices.append,
        registry=factory.registry(),
    )
    assert bundle.results[0].run["resumed"] == 0
    assert leftovers(tmp_path / "b") == [".b.journals-1"]
    kept = tmp_path / ".b.journals-1" / "model.test" / "answers.txt"
    assert len(kept.read_text().split()) == factory.ITEMS
    assert [".b.journals-1" in notice.en for notice in notices] == [True]
