"""Versions, relations, gates and filings: what services promise."""

from collections.abc import Callable, Iterator

import pytest

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, viewer_for
from hegui.server.inventory import hooks, judgements
from hegui.server.inventory.errors import StageBlockedError
from hegui.server.inventory.hooks import VersionChange, on_version_changed
from hegui.server.inventory.judgements import Judgement, Said, Version, register_judgements
from hegui.server.inventory.models import Relation, StageMove, Subject, SubjectVersion
from hegui.server.inventory.rules import number_warning
from hegui.server.inventory.selectors import subject_list, subjects_as_declared
from hegui.server.inventory.services import (
    filing_create,
    relation_add,
    stage_move,
    subject_change,
    subject_create,
    subject_remove,
    version_add,
    version_change,
    version_make_current,
    version_remove,
)
from hegui.server.inventory.stages import own_filing_kinds, relation_types, stages
from hegui.server.ledger.models import Entry
from tests.server.inventory.conftest import DIGEST

Viewers = Callable[..., Viewer]
Made = dict[str, Subject]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[VersionChange]:
    """Return what a listener hears."""
    found: list[VersionChange] = []
    monkeypatch.setattr(hooks, "_listeners", [])
    on_version_changed(lambda viewer, change: found.append(change))
    return found


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Return verdicts on clauses that a registered source tells of version 1.0, as of today."""
    monkeypatch.setattr(judgements, "_sources", {})
    verdicts: dict[str, str] = {}
    register_judgements(
        "test",
        lambda viewer, subject, clauses: [
            Judgement(
                title=Text("评估甲", "assessment A"),
                as_of=today(),
                version=Version("1.0", DIGEST),
                verdicts={c: Said(verdicts[c]) for c in clauses if c in verdicts},
            )
        ],
    )
    return verdicts


def test_exactly_one_version_is_current(
    viewer: Viewers, made: Made, heard: list[VersionChange]
) -> None:
    model = made["yunlu-7b"]
    new = version_add(acting_user=viewer(), subject=model, label="2.0")
    old = SubjectVersion.objects.get(subject=model, label="1.0")
    assert [v.label for v in model.versions.filter(current=True)] == ["2.0"]
    version_make_current(acting_user=viewer(), version=old)
    assert [v.label for v in model.versions.filter(current=True)] == ["1.0"]
    version_add(acting_user=viewer(), subject=model, label="3.0-rc", current=False)
    assert [(c.old and c.old.label, c.new.label) for c in heard] == [("1.0", "2.0"), ("2.0", "1.0")]
    with pytest.raises(ConflictError):
        version_remove(acting_user=viewer(), version=old, reason="x")
    new.refresh_from_db()
    version_remove(acting_user=viewer(), version=new, reason="登记错了")


def test_a_failing_listener_undoes_the_change(
    viewer: Viewers, made: Made, heard: list[VersionChange]
) -> None:
    @on_version_changed
    def fail(viewer: Viewer, change: VersionChange) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        version_add(acting_user=viewer(), subject=made["corpus"], label="1")
    assert not made["corpus"].versions.exists()


def test_a_digest_is_filled_in_but_never_replaced(viewer: Viewers, made: Made) -> None:
    version = made["yunlu-7b"].versions.get()
    with pytest.raises(ConflictError):
        version_change(acting_user=viewer(), version=version, changes={"digest": "sm3:" + "0" * 64})
    empty = version_add(acting_user=viewer(), subject=made["corpus"], label="1")
    version_change(acting_user=viewer(), version=empty, changes={"digest": "sm3:" + "0" * 64})
    for bad in ("sha256:12", "SHA256:" + "0" * 64, "md5:" + "0" * 32):
        with pytest.raises(InvalidError):
            version_add(acting_user=viewer(), subject=made["corpus"], label=bad[:5], digest=bad)


def test_relations_make_no_loop(viewer: Viewers, made: Made) -> None:
    who = viewer()
    a, b, c = (
        subject_create(acting_user=who, type="model", key=key, name=key) for key in ("a", "b", "c")
    )
    relation_add(acting_user=who, source=a, target=b, kind="derived_from")
    relation_add(acting_user=who, source=b, target=c, kind="derived_from")
    for source, target in ((c, a), (a, a), (a, b)):
        with pytest.raises(InvalidError):
            relation_add(acting_user=who, source=source, target=target, kind="derived_from")
    with pytest.raises(InvalidError, match="join"):
        relation_add(acting_user=who, source=a, target=made["assistant"], kind="trained_on")


def test_a_closed_gate_needs_the_right_and_a_reason(
    viewer: Viewers, made: Made, gate: dict[str, str]
) -> None:
    model, engineer, officer = made["yunlu-7b"], viewer("engineer"), viewer("compliance_officer")
    gate.update({"M-01": "conforms", "M-02": "partly", "M-13": "not_applicable"})
    with pytest.raises(StageBlockedError):
        stage_move(acting_user=engineer, subject=model, stage="training", reason="急")
    with pytest.raises(ForbiddenError):
        stage_move(acting_user=engineer, subject=model, stage="training", reason="急", force=True)
    with pytest.raises(StageBlockedError):
        stage_move(acting_user=officer, subject=model, stage="training", force=True)
    move = stage_move(
        acting_user=officer, subject=model, stage="training", reason="先行试训", force=True
    )
    assert [(b["clause"], b["state"]) for b in move.blockers] == [("M-02", "blocked")]
    entry = Entry.objects.get(action="inventory.subject.stage_forced")
    assert (entry.reason, entry.after) == ("先行试训", {"stage": "training"})


def test_an_open_gate_lets_pass_and_an_unjudged_one_asks_why(
    viewer: Viewers, made: Made, gate: dict[str, str]
) -> None:
    model, engineer = made["yunlu-7b"], viewer("engineer")
    gate.update(dict.fromkeys(("M-01", "M-02", "M-13"), "conforms"))
    assert not stage_move(acting_user=engineer, subject=model, stage="training").forced
    with pytest.raises(StageBlockedError, match="not judged"):
        stage_move(acting_user=engineer, subject=model, stage="evaluation")
    stage_move(acting_user=engineer, subject=model, stage="evaluation", reason="内部评测")
    assert len(StageMove.objects.latest("id").blockers) == 3
    with pytest.raises(InvalidError):
        stage_move(acting_user=engineer, subject=made["datahouse"], stage="training")


def test_data_name_known_clauses_and_kinds() -> None:
    known = catalogue()
    for stage in stages().values():
        for kind in ("model", "dataset", "service", "supplier", "algorithm"):
            assert set(stage.clauses_for(kind)) <= set(known.clauses)
    assert len(stages()["release"].clauses_for("service")) > 20
    for row in (*stages().values(), *relation_types().values(), *own_filing_kinds().values()):
        assert row.grade in known.grades


def test_odd_numbers_warn_but_are_kept(viewer: Viewers, made: Made) -> None:
    row = filing_create(
        acting_user=viewer(), procedure="FIL-ALG", subject=made["assistant"], number="1"
    )
    assert number_warning("FIL-ALG", row.number)
    assert number_warning("FIL-ALG", "网信算备330110507206401230035号") is None
    assert number_warning("ICP", "京ICP备1号") is None
    with pytest.raises(InvalidError):
        filing_create(acting_user=viewer(), procedure="FIL-NONE")


def test_subjects_as_hegui_yaml_would_declare_them(
    viewer: Viewers, made: Made, org: Organisation
) -> None:
    subject_change(acting_user=viewer(), subject=made["corpus"], changes={"status": "retired"})
    subject_create(acting_user=viewer(), type="algorithm", key="rank", name="排序")
    found = subjects_as_declared(org)
    assert [row.id for row in found] == ["assistant", "datahouse", "yunlu-7b"]
    assert (found[2].version, found[2].digest[:9]) == ("1.0", "sha256:ab")


def test_deleting_takes_what_is_its_own(viewer: Viewers, made: Made) -> None:
    subject_remove(acting_user=viewer(), subject=made["yunlu-7b"], reason="重复")
    assert Relation.objects.count() == 1
    assert not SubjectVersion.objects.exists()


@pytest.mark.parametrize("key", ["", "云鹿", "a b", "-a", "a" * 65, "a/b"])
def test_keys_fit_hegui_yaml(viewer: Viewers, key: str) -> None:
    with pytest.raises(InvalidError):
        subject_create(acting_user=viewer(), type="model", key=key, name="x")


def test_a_domain_keeps_its_subjects(
    viewer: Viewers, person: Callable[..., object], org: Organisation
) -> None:
    one, two = (domain_create(acting_user=viewer(), name=name) for name in ("甲", "乙"))
    user = person("nobody")
    assignment_add(acting_user=viewer(), user=user, role="engineer", domain=one)  # type: ignore[arg-type]
    engineer = viewer_for(user, org)  # type: ignore[arg-type]
    mine = subject_create(acting_user=engineer, type="model", key="m", name="m", domain=one)
    subject_create(acting_user=viewer(), type="model", key="other", name="o", domain=two)
    assert [row.key for row in subject_list(viewer=engineer)] == ["m"]
    with pytest.raises(ForbiddenError):
        subject_change(acting_user=engineer, subject=mine, changes={"domain": two})
    with pytest.raises(ForbiddenError):
        subject_create(acting_user=engineer, type="model", key="whole", name="w")
