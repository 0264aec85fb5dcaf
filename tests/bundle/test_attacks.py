"""Whoever changes a bundle and seals it again with a key of their own is found by recomputing."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.bundle import DamagedBundleError, open_bundle, verify
from hegui.bundle.contents import verdicts_bytes
from hegui.bundle.manifest import strict_json
from hegui.catalogue import load
from hegui.conformity import judge
from tests.bundle import factory
from tests.conformity import factory as f

PATH = "results/model.test.json"


def problems(tmp_path: Path, **parts: Any) -> set[tuple[str, str]]:
    factory.make(tmp_path / "b", factory.contents(**parts))
    return {(p.path, p.code) for p in verify(tmp_path / "b").problems}


def honest_verdicts() -> dict[str, Any]:
    parts = factory.contents()
    verdicts: dict[str, Any] = strict_json(verdicts_bytes(judge(parts.catalogue, parts.inputs())))
    return verdicts


def failing() -> dict[str, Any]:
    """Return results that do not meet the rule, as they would be without the attack."""
    good = factory.contents().results[PATH]
    return {PATH: msgspec.structs.replace(good, measures={"n": 4000, "k": 3839})}


def test_verdicts_that_do_not_follow_from_the_results_are_found(tmp_path: Path) -> None:
    found = problems(tmp_path, results=failing(), verdicts=honest_verdicts())
    assert found == {("verdicts.json", "verdict")}
    what = [p.what.en for p in verify(tmp_path / "b").problems]
    assert any("verdicts[K-1].verdict should be does_not_conform" in text for text in what)
    with pytest.raises(DamagedBundleError):
        open_bundle(tmp_path / "b")


def test_a_changed_sentence_is_found(tmp_path: Path) -> None:
    verdicts = honest_verdicts()
    verdicts["verdicts"][0]["trace"]["applicability_en"] = "Trust us."
    assert problems(tmp_path, verdicts=verdicts) == {("verdicts.json", "verdict")}


def test_a_dropped_verdict_is_found(tmp_path: Path) -> None:
    verdicts = honest_verdicts()
    del verdicts["verdicts"][1]
    assert ("verdicts.json", "verdict") in problems(tmp_path, verdicts=verdicts)


def test_a_statement_that_says_more_than_the_verdicts_is_found(tmp_path: Path) -> None:
    """The signed statement of a good bundle does not serve a bad one, whoever signs."""
    from hegui.bundle.keys import ephemeral_key
    from hegui.bundle.manifest import Manifest, Roots, parse_manifest
    from hegui.bundle.seal import signed
    from hegui.bundle.statement import Outcome, statement
    from hegui.common.hashing import canonical_json

    factory.make(tmp_path / "b", factory.contents(results=failing()))
    path = tmp_path / "b" / "bundle.json"
    manifest, _ = parse_manifest(path.read_bytes())
    assert isinstance(manifest, Manifest)
    pairs = tuple((name, "conforms") for name in ("K-2", "K-1", "K-10"))
    lie = Outcome(conclusion="conforms", verdicts=pairs)
    roots = Roots(manifest.root, manifest.content)
    payload = statement(manifest.entries, roots, manifest.versions, lie, "2026-11-20T08:00:00Z")
    forged = signed(manifest.entries, manifest.versions, payload, ephemeral_key())
    path.write_bytes(canonical_json(forged))
    found = {(p.path, p.code) for p in verify(tmp_path / "b").problems}
    assert found == {("bundle.json", "statement")}


def test_an_evidence_item_that_is_not_what_was_declared_is_found(tmp_path: Path) -> None:
    younger = factory.item(factory.document(), date=f.days_ago(1))
    found = problems(tmp_path, evidence=(younger,))
    assert ("evidence/index.json", "evidence") in found


def test_an_approver_with_borrowed_roles_is_found(tmp_path: Path) -> None:
    item = factory.item(factory.document(), approver_roles=("compliance_lead",))
    assert ("evidence/index.json", "evidence") in problems(tmp_path, evidence=(item,))


def test_several_approvers_are_checked_together(tmp_path: Path) -> None:
    document = factory.document(approved_by=("wang", "li"))
    declared = factory.project(documents=(document,))
    roles = ("compliance_lead", "assessment_lead", "model_lead")
    item = factory.item(document, approver_roles=roles)
    assert problems(tmp_path / "whole", project=declared, evidence=(item,)) == set()
    item = factory.item(document, approver_roles=roles[1:])
    found = problems(tmp_path / "half", project=declared, evidence=(item,))
    assert ("evidence/index.json", "evidence") in found


def test_an_evidence_item_of_another_size_is_found(tmp_path: Path) -> None:
    item = factory.item(factory.document(), size=1)
    assert problems(tmp_path, evidence=(item,)) == {("evidence/index.json", "evidence")}


def test_a_document_left_out_of_the_index_is_found(tmp_path: Path) -> None:
    found = problems(tmp_path, evidence=())
    assert ("evidence/index.json", "evidence") in found


def test_an_evidence_file_that_no_item_names_is_found(tmp_path: Path) -> None:
    folder = factory.write(tmp_path / "b")
    (folder / "evidence/extra.pdf").write_bytes(b"%PDF")
    factory.seal(folder)
    found = {(p.path, p.code) for p in verify(folder).problems}
    assert found == {("evidence/extra.pdf", "evidence")}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"finding_count": 3}, "findings/model.test.parquet"),
        ({"finding_count": 0, "findings_file": ""}, "findings/model.test.parquet"),
        ({"findings_file": "findings/none.parquet"}, PATH),
        ({"journal_file": "journals/none.jsonl"}, PATH),
        ({"subject": "m9"}, PATH),
        ({"check": "model.other"}, PATH),
    ],
)
def test_a_result_that_does_not_fit_the_bundle_is_found(
    tmp_path: Path, fields: dict[str, Any], named: str
) -> None:
    good = factory.contents().results[PATH]
    results = {PATH: msgspec.structs.replace(good, **fields)}
    assert (named, "result") in problems(tmp_path, results=results)


def test_findings_that_are_no_parquet_are_found(tmp_path: Path) -> None:
    folder = factory.write(tmp_path / "b")
    (folder / "findings/model.test.parquet").write_bytes(b"PAR1 nonsense PAR1")
    factory.seal(folder)
    found = {(p.path, p.code) for p in verify(folder).problems}
    assert found == {("findings/model.test.parquet", "result")}


def test_changed_rows_under_the_digest_of_the_installed_catalogue_are_found(tmp_path: Path) -> None:
    installed = load(as_of=f.DAY)
    name, criterion = next(iter(installed.criteria.items()))
    weaker = msgspec.structs.replace(criterion, applies_when="false")
    lie = msgspec.structs.replace(installed, criteria=installed.criteria | {name: weaker})
    assert ("catalogue.json", "catalogue") in problems(tmp_path, catalogue=lie)


def test_the_installed_catalogue_is_recognised(tmp_path: Path) -> None:
    parts = factory.contents(catalogue=load(as_of=f.DAY))
    factory.make(tmp_path / "b", parts)
    found = verify(tmp_path / "b")
    assert found.problems == ()
    assert found.notes == ()


def test_another_catalogue_is_noted(tmp_path: Path) -> None:
    factory.make(tmp_path / "b")
    assert ["another catalogue" in note.en for note in verify(tmp_path / "b").notes] == [True]


def test_a_catalogue_that_breaks_judging_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    row = f.criterion(f.measure("n >= (", "false"), id="K-1")
    found = problems(tmp_path, catalogue=f.catalogue(row), verdicts=honest_verdicts())
    assert ("catalogue.json", "judging") in found
