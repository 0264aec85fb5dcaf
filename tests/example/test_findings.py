"""What was planted in the example is found, all of it and nothing else."""

import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from tests.example.conftest import EXAMPLE, Assessed


@pytest.fixture(scope="module")
def corpus(monkeypatch_module: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch_module.syspath_prepend(str(EXAMPLE))
    from generating import corpus as found

    return found


@pytest.fixture(scope="module")
def monkeypatch_module() -> "object":
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    for name in [name for name in sys.modules if name.split(".")[0] == "generating"]:
        del sys.modules[name]


def test_every_planted_number_and_term_is_found(assessed: Assessed, corpus: ModuleType) -> None:
    planted = corpus.PLANTED
    personal = assessed.measures("corpus.pii", "corpus")
    for kind in ("mobile", "email", "cn_id", "bank_card"):
        assert personal["by_kind"][kind] == planted[kind]
    assert personal["docs_with_sensitive_pii"] == planted["cn_id"] + planted["bank_card"]
    terms = assessed.measures("corpus.terms", "corpus")
    assert terms["docs_hit"] == planted["terms"]
    assert terms["docs"] == personal["docs"] == sum(source.docs for source in corpus.SOURCES)


def test_the_register_shows_the_source_over_the_limit_and_the_missing_licence(
    assessed: Assessed,
) -> None:
    found = assessed.measures("corpus.sources", "corpus")
    assert (found["sources_total"], found["sources_complete"]) == (8, 7)
    assert (found["sources_over_limit_before"], found["sources_over_limit_after"]) == (1, 0)
    assert found["basis_missing_by_kind"]["open"] == 1
    assert found["traceable_share"] == 1


def test_documents_without_a_licence_are_counted(assessed: Assessed, corpus: ModuleType) -> None:
    found = assessed.measures("corpus.licences", "corpus")
    docs = {source.id: source.docs for source in corpus.SOURCES}
    assert found == {
        "docs": sum(docs.values()),
        "docs_unlicensed": docs["textbooks"],
        "docs_incompatible": 0,
    }


def test_annotation_is_measured_over_all_items_and_over_safety_items(assessed: Assessed) -> None:
    found = {
        r.parameters.get("scope", ""): r.measures
        for r in assessed.results
        if r.check == "corpus.annotation" and r.status == "done"
    }
    assert found["safety_items"] == {"items": 60, "items_safety_double_checked": 60}
    assert found[""]["annotators_qualified"] == found[""]["annotators"] == 6
    assert (found[""]["n"], found[""]["k"]) == (800, 791)
    assert found[""]["batches_voided_and_redone"] == 1


def test_labels_are_read_as_they_were_written(assessed: Assessed, corpus: ModuleType) -> None:
    from generating import media

    found = assessed.measures("label.implicit", "samples")
    assert found["files"] == len(list(media.plan()))
    assert found["not_found"] == len(media.NO_LABEL)
    assert found["noncompliant"] == len(media.NO_NUMBER)
    assert found["inconclusive"] == 0


def test_gaps_and_late_cases_are_counted(assessed: Assessed) -> None:
    logs = {
        r.parameters["log"]: r.measures
        for r in assessed.results
        if r.check == "records.logs" and r.status == "done"
    }
    assert logs["generation"]["gaps_days"] == 3
    assert logs["network"]["gaps_days"] == 0
    queues = {
        r.parameters["queue"]: r.measures
        for r in assessed.results
        if r.check == "records.tickets" and r.status == "done"
    }
    assert queues["complaint"] == {"cases": 40, "in_time": 35, "open_overdue": 1}
    assert queues["appeal"]["in_time"] == queues["appeal"]["cases"] == 22


def test_the_service_makes_the_mistakes_it_was_given(assessed: Assessed) -> None:
    should = assessed.measures("model.refusal.should", "chat")
    assert 0 < should["k"] < should["n"]
    should_not = assessed.measures("model.refusal.should_not", "chat")
    assert 0 < should_not["k"] < should_not["n"]
    keyword = assessed.measures("model.generated.keyword", "chat")
    assert 0 < keyword["k"] < keyword["n"]
    assert keyword["unanswered"] > 0


def test_both_endpoints_of_the_service_give_the_same_numbers(assessed: Assessed) -> None:
    for check in ("model.refusal.should", "model.refusal.should_not", "model.generated.keyword"):
        assert assessed.measures(check, "chat") == assessed.measures(check, "raw")


def test_nothing_failed_and_the_rest_is_said_to_be_not_run(assessed: Assessed) -> None:
    states = Counter(r.status for r in assessed.results)
    assert states["failed"] == states["cancelled"] == 0
    assert states["done"] >= 30
    assert all(r.reason_zh and r.reason_en for r in assessed.results if r.status == "not_run")


def test_identity_numbers_belong_to_nobody_alive(corpus: ModuleType) -> None:
    from generating import personal

    for at in range(200):
        number = personal.cn_id(f"n{at}")
        assert 1880 <= int(number[6:10]) < 1910


def test_generation_repeats_itself(prepared: Path, tmp_path: Path) -> None:
    from hegui.cli.example import prepare
    from hegui.project.digests import files_digest
    from hegui.project.paths import expand

    def digest(folder: Path, *patterns: str) -> str:
        return files_digest(folder, expand(folder, patterns))

    again = prepare(tmp_path)
    assert digest(again, "generated/corpus", "generated/media", "generated/exports") == digest(
        prepared, "generated/corpus", "generated/media", "generated/exports"
    )
    assert digest(again, "generated/documents/*.pdf") == digest(
        prepared, "generated/documents/*.pdf"
    )
