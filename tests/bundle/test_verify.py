"""A sealed bundle verifies; whatever is changed in it is found, and the right file is named."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hegui.bundle import BundleMissingError, DamagedBundleError, open_bundle, verify
from hegui.bundle.keys import ephemeral_key
from tests.bundle import factory

Change = Callable[[Path], object]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    factory.make(tmp_path / "b")
    return tmp_path / "b"


def named(bundle: Path) -> set[str]:
    found = verify(bundle)
    assert found.ok is not found.problems
    return {problem.path for problem in found.problems}


def codes(bundle: Path) -> set[tuple[str, str]]:
    return {(problem.path, problem.code) for problem in verify(bundle).problems}


def test_a_sealed_bundle_verifies_and_opens(tmp_path: Path) -> None:
    manifest = factory.make(tmp_path / "b")
    found = verify(tmp_path / "b")
    assert (found.ok, found.level, found.recomputed) == (True, "integrity", True)
    assert found.signed_at == "2026-11-20T08:00:00Z"
    assert (found.conclusion, found.files) == ("conforms", 10)
    bundle = open_bundle(tmp_path / "b")
    assert bundle.digest == found.digest == manifest.root
    assert bundle.signed_at == found.signed_at
    assert [v.clause for v in bundle.assessment.verdicts] == ["K-2", "K-1", "K-10"]


def test_the_same_parts_give_the_same_digests_whenever_they_are_sealed(tmp_path: Path) -> None:
    first, second = factory.make(tmp_path / "a"), factory.make(tmp_path / "b")
    assert first.root == second.root
    assert first.envelope.payload == second.envelope.payload
    assert first.keys != second.keys


def test_the_content_digest_leaves_reports_out(tmp_path: Path) -> None:
    folder = factory.write(tmp_path / "b")
    first = factory.seal(folder, signed_at=factory.MOMENT)
    (folder / "reports/report.zh.json").write_bytes(b'{"other": 1}\n')
    second = factory.seal(folder, signed_at=factory.MOMENT)
    assert first.content == second.content
    assert first.root != second.root


@pytest.mark.parametrize(
    "path",
    [
        "journals/model.test/note.txt",
        "extra.txt",
        "evidence/.hidden",
        "reports/a\nb",
        "other/deep/file",
        "findings/名称",
    ],
)
def test_an_added_file_is_named(bundle: Path, path: str) -> None:
    (bundle / path).parent.mkdir(parents=True, exist_ok=True)
    (bundle / path).write_bytes(b"x")
    assert codes(bundle) == {(path, "added")}


def test_an_added_file_whose_name_is_not_utf8_is_named(bundle: Path) -> None:
    raw = os.fsencode(bundle) + b"/journals/\xff.txt"
    with open(raw, "wb") as file:
        file.write(b"x")
    assert named(bundle) == {os.fsdecode(b"journals/\xff.txt")}


def test_an_added_empty_folder_is_named(bundle: Path) -> None:
    (bundle / "journals/empty/inner").mkdir(parents=True)
    assert "journals/empty/inner" in named(bundle)


@pytest.mark.parametrize(
    "path",
    [
        "project.yaml",
        "catalogue.json",
        "verdicts.json",
        "bundle.json",
        "evidence/index.json",
        "results/model.test.json",
        "findings/model.test.parquet",
        "reports/report.zh.json",
    ],
)
def test_a_removed_file_is_named(bundle: Path, path: str) -> None:
    (bundle / path).unlink()
    assert codes(bundle) == {(path, "missing")}


def test_a_renamed_file_is_named_by_both_names(bundle: Path) -> None:
    (bundle / "results/model.test.json").rename(bundle / "results/model.test--2.json")
    assert codes(bundle) == {
        ("results/model.test.json", "missing"),
        ("results/model.test--2.json", "added"),
    }


def test_two_files_that_trade_places_are_named(bundle: Path) -> None:
    one, two = bundle / "project.yaml", bundle / "evidence/index.json"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert named(bundle) == {"project.yaml", "evidence/index.json"}


def test_a_link_in_place_of_a_file_is_named_even_with_equal_content(bundle: Path) -> None:
    path = bundle / "results/model.test.json"
    path.rename(bundle.parent / "elsewhere.json")
    path.symlink_to(bundle.parent / "elsewhere.json")
    assert codes(bundle) == {("results/model.test.json", "not_a_file")}


def test_a_linked_folder_is_not_followed(bundle: Path) -> None:
    shutil.move(bundle / "journals", bundle.parent / "journals")
    (bundle / "journals").symlink_to(bundle.parent / "journals")
    assert codes(bundle) == {
        ("journals", "not_a_file"),
        ("journals/model.test/journal.jsonl", "missing"),
    }


def test_a_pipe_is_named_and_does_not_hang(bundle: Path) -> None:
    os.mkfifo(bundle / "journals/pipe")
    assert codes(bundle) == {("journals/pipe", "not_a_file")}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_named(bundle: Path) -> None:
    (bundle / "verdicts.json").chmod(0)
    assert "verdicts.json" in named(bundle)


def test_damage_in_several_files_names_each(bundle: Path) -> None:
    for path in ("bundle.json", "verdicts.json", "journals/model.test/journal.jsonl"):
        data = bytearray((bundle / path).read_bytes())
        data[len(data) // 2] ^= 1
        (bundle / path).write_bytes(bytes(data))
    assert named(bundle) >= {"verdicts.json", "journals/model.test/journal.jsonl"}


def test_damaged_inputs_are_not_judged(bundle: Path) -> None:
    with (bundle / "results/model.test.json").open("ab") as file:
        file.write(b" ")
    found = verify(bundle)
    assert [p.code for p in found.problems] == ["size"]
    assert not found.recomputed
    assert found.level == "none"
    assert any("were not recomputed" in note.en for note in found.notes)


def test_changed_verdicts_are_named_by_clause_too(bundle: Path) -> None:
    path = bundle / "verdicts.json"
    path.write_bytes(path.read_bytes().replace(b'"conforms"', b'"partly"', 1))
    assert {p.path for p in verify(bundle).problems} == {"verdicts.json"}


def test_an_opened_bundle_reads_only_what_was_sealed(bundle: Path) -> None:
    opened = open_bundle(bundle)
    assert opened.read("journals/model.test/journal.jsonl").startswith(b"{")
    (bundle / "journals/model.test/journal.jsonl").write_bytes(b"other")
    with pytest.raises(DamagedBundleError, match=r"journal\.jsonl"):
        opened.read("journals/model.test/journal.jsonl")
    with pytest.raises(DamagedBundleError):
        opened.read("journals/none")


def test_a_damaged_bundle_is_not_opened(bundle: Path) -> None:
    with (bundle / "project.yaml").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(DamagedBundleError) as caught:
        open_bundle(bundle)
    assert caught.value.exit_code == 1
    assert "project.yaml" in caught.value.message("zh")


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(BundleMissingError) as caught:
        verify(tmp_path / "none")
    assert caught.value.exit_code == 2


def test_a_folder_without_manifest_is_a_damaged_bundle(tmp_path: Path) -> None:
    assert codes(tmp_path) == {("bundle.json", "missing")}


def test_the_given_key_shows_authenticity_and_another_is_named(tmp_path: Path) -> None:
    key, other = ephemeral_key(), ephemeral_key()
    factory.make(tmp_path / "b", key=key)
    found = verify(tmp_path / "b", key.public)
    assert (found.ok, found.level) == (True, "authentic")
    assert found.signers == (key.public,)
    wrong = verify(tmp_path / "b", other.public)
    assert [(p.path, p.code) for p in wrong.problems] == [("bundle.json", "wrong_key")]
    assert key.public.fingerprint in wrong.problems[0].what.en
    assert other.public.fingerprint in wrong.problems[0].what.zh
    assert wrong.level == "none"


def test_every_problem_has_both_languages(bundle: Path) -> None:
    shutil.rmtree(bundle / "results")
    for problem in verify(bundle).problems:
        assert set(problem.as_dict("zh")) == {"path", "what", "code"}
        assert problem.as_dict("zh")["what"] != problem.as_dict("en")["what"]
