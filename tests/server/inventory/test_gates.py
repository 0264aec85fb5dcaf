"""The gate of a stage: every branch of its answer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.errors import ForbiddenError
from hegui.server.core.rules import catalogue
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, viewer_for
from hegui.server.inventory import judgements
from hegui.server.inventory.errors import StageBlockedError
from hegui.server.inventory.gates import Condition, Gate, default_age, gate_of, max_age
from hegui.server.inventory.judgements import (
    Judgement,
    Said,
    Version,
    covering,
    register_judgements,
)
from hegui.server.inventory.models import StageMove, Subject
from hegui.server.inventory.services import stage_move, subject_change, version_add
from hegui.server.inventory.services import stages as stage_services
from hegui.server.inventory.stages import stages
from tests.server.inventory.conftest import DIGEST

Viewers = Callable[..., Viewer]
Made = dict[str, Subject]
DAY = dt.date(2026, 11, 20)
NOW = Version("1.0", DIGEST)
OTHER = "sha256:" + "cd" * 32
CLAUSES = ("M-03", "M-04", "M-18")
"""What stands at the gate of a model's evaluation."""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Judgement]:
    """Return the judgements that the only source tells."""
    found: list[Judgement] = []
    monkeypatch.setattr(judgements, "_sources", {})
    register_judgements("test", lambda viewer, subject, clauses: found)
    return found


def judged(verdict: str = "conforms", **fields: Any) -> Judgement:
    """Return a judgement of all clauses of the gate."""
    said = Said(verdict, fields.pop("person", False), fields.pop("stale", False))
    row: dict[str, Any] = {"title": Text("甲", "A"), "as_of": DAY, "version": NOW}
    return Judgement(**row | {"verdicts": dict.fromkeys(CLAUSES, said)} | fields)


@pytest.fixture
def ask(viewer: Viewers, made: Made) -> Callable[..., Gate]:
    """Return a function that asks the gate of the model's evaluation."""

    def get(key: str = "yunlu-7b", stage: str = "evaluation", on: dt.date = DAY) -> Gate:
        subject = Subject.objects.get(key=key)
        return gate_of(viewer=viewer(), subject=subject, stage=stages()[stage], on=on)

    return get


Ask = Callable[..., Gate]


def the(gate: Gate, clause: str = "M-03") -> Condition:
    """Return the condition of one clause."""
    return next(row for row in gate.conditions if row.clause == clause)


def test_all_conform_for_the_current_version(ask: Ask, known: list[Judgement]) -> None:
    known.append(judged(signed=True))
    gate = ask()
    assert (gate.state, gate.left) == ("passed", [])
    assert [row.clause for row in gate.conditions] == list(CLAUSES)
    assert "已签署" in the(gate).why.zh
    assert "signed" in the(gate).why.en


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("conforms", "passed"),
        ("not_applicable", "passed"),
        ("partly", "blocked"),
        ("does_not_conform", "blocked"),
        ("undetermined", "open"),
    ],
)
def test_what_verdicts_mean(ask: Ask, known: list[Judgement], verdict: str, state: str) -> None:
    known.append(judged(verdict))
    assert ask().state == state


def test_nothing_judged_is_open(ask: Ask, known: list[Judgement]) -> None:
    assert ask().state == "open"
    assert {row.state for row in ask().conditions} == {"open"}
    known.append(judged(verdicts={"M-03": Said("conforms")}))
    assert [row.state for row in ask().conditions] == ["passed", "open", "open"]


def test_a_gate_without_conditions_is_open(ask: Ask, known: list[Judgement]) -> None:
    known.append(judged())
    for key, stage in (("assistant", "evaluation"), ("datahouse", "change")):
        gate = ask(key, stage)
        assert (gate.state, len(gate.conditions)) == ("open", 1)


@pytest.mark.parametrize("verdict", ["conforms", "does_not_conform"])
@pytest.mark.parametrize(
    ("then", "words"),
    [
        (Version("1.0", OTHER), "it is about version sha256:cdcdcd"),
        (Version("0.9", OTHER), "it is about version 0.9, the current one is 1.0"),
        (Version("0.9", ""), "it is about version 0.9, the current one is 1.0"),
        (Version(), "does not say which version"),
        (Version("", OTHER), "it is about version sha256:cd"),
    ],
)
def test_another_or_no_version_is_open(
    ask: Ask, known: list[Judgement], verdict: str, then: Version, words: str
) -> None:
    known.append(judged(verdict, version=then, signed=True))
    gate = ask()
    assert (gate.state, the(gate).doubt) == ("open", True)
    assert words in the(gate).why.en
    assert "不作数" in the(gate).why.zh


def test_labels_decide_where_no_digest_is_known(ask: Ask, known: list[Judgement]) -> None:
    known.append(judged(version=Version("1.0", "")))
    assert ask().state == "passed"


def test_a_subject_without_a_version_is_never_passed(
    viewer: Viewers, made: Made, ask: Ask, known: list[Judgement]
) -> None:
    said = {c: Said("conforms") for c in stages()["training"].clauses_for("dataset")}
    known.append(judged(version=Version("1", DIGEST), verdicts=said))
    assert ask("corpus", "training").state == "open"
    assert "no current version" in ask("corpus", "training").conditions[0].why.en
    version_add(acting_user=viewer(), subject=made["corpus"], label="", digest="")
    assert ask("corpus", "training").state == "open"


def test_a_label_and_a_digest_cannot_be_compared(
    viewer: Viewers, made: Made, ask: Ask, known: list[Judgement]
) -> None:
    version_add(acting_user=viewer(), subject=made["yunlu-7b"], label="2.0")
    known.append(judged(version=Version("", DIGEST)))
    assert "cannot be compared" in the(ask()).why.en


def test_a_verdict_ages_as_the_catalogue_says(ask: Ask, known: list[Judgement]) -> None:
    known.append(judged(signed=True))
    days = max_age("M-03")
    ages = [row.max_age_days for row in catalogue().criteria["M-03"].conditions]
    assert days == min(age for age in ages if age)
    assert the(ask(on=DAY + dt.timedelta(days=days))).state == "passed"
    aged = the(ask(on=DAY + dt.timedelta(days=days + 1)))
    assert (aged.state, aged.doubt) == ("open", True)
    assert f"more than {days} days" in aged.why.en
    assert (max_age("no such clause"), default_age()) == (365, 365)


def test_a_persons_verdict_that_must_be_judged_again_is_open(
    ask: Ask, known: list[Judgement]
) -> None:
    known.append(judged(person=True, stale=True, by_people=True, signed=True))
    assert the(ask()).state == "open"
    assert "judged again" in the(ask()).why.en


def test_what_is_sound_and_signed_and_said_by_people_counts_most(
    ask: Ask, known: list[Judgement]
) -> None:
    newer = DAY + dt.timedelta(days=1)
    known.append(judged("does_not_conform", as_of=newer))
    assert ask(on=newer).state == "blocked"
    known.append(judged("conforms", person=True, by_people=True))
    gate = ask(on=newer)
    assert (gate.state, the(gate).why.en) == (
        "passed",
        "conforms (by a person): “A” (2026-11-20, not signed)",
    )
    known.append(judged("partly", signed=True, by_people=True))
    assert ask(on=newer).state == "blocked"
    known.append(judged("conforms", signed=True, as_of=newer, by_people=True))
    assert ask(on=newer).state == "passed"
    known[:] = [judged("conforms", signed=True, version=Version("0.9", OTHER)), judged("partly")]
    assert ask().state == "blocked"


def test_release_asks_the_overall_conclusion_too(ask: Ask, known: list[Judgement]) -> None:
    said = {c: Said("conforms") for c in stages()["release"].clauses_for("model")}
    row = {"id": "G1", "zh": "法律", "en": "Law", "state": "passed", "clauses": []}
    known.append(judged(verdicts=said))
    fresh = DAY
    assert ask(stage="release", on=fresh).state == "open"
    known[0] = judged(verdicts=said, gates=[row])
    assert ask(stage="release", on=fresh).state == "passed"
    known[0] = judged(verdicts=said, gates=[row | {"state": "blocked", "clauses": ["S-01"]}])
    gate = ask(stage="release", on=fresh)
    assert (gate.state, gate.left[0].clauses) == ("blocked", ("S-01",))
    known[0] = judged(verdicts=said, gates=[row | {"state": "blocked"}], version=Version("3", ""))
    assert ask(stage="release", on=fresh).state == "open"
    known[0] = judged(verdicts=said, gates=[row | {"state": "odd"}])
    assert ask(stage="release", on=fresh).state == "open"


def test_sources_are_registered_once(known: list[Judgement]) -> None:
    with pytest.raises(ValueError, match="registered already"):
        register_judgements("test", lambda viewer, subject, clauses: [])


def test_an_open_gate_needs_a_reason_and_an_empty_one_too(
    viewer: Viewers, made: Made, known: list[Judgement]
) -> None:
    with pytest.raises(StageBlockedError, match="1 conditions"):
        stage_move(acting_user=viewer("engineer"), subject=made["assistant"], stage="evaluation")
    move = stage_move(
        acting_user=viewer("engineer"), subject=made["assistant"], stage="evaluation", reason="试"
    )
    assert (move.forced, [row["state"] for row in move.blockers]) == (False, ["open"])


def test_the_gate_is_asked_inside_the_transaction(
    viewer: Viewers, made: Made, known: list[Judgement], monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today()
    known.append(judged(as_of=day))
    opened = stage_services.writing

    def meanwhile(acting_user: Viewer) -> Any:
        known[:] = [judged("does_not_conform", as_of=day)]
        return opened(acting_user)

    monkeypatch.setattr(stage_services, "writing", meanwhile)
    with pytest.raises(StageBlockedError):
        stage_move(acting_user=viewer("engineer"), subject=made["yunlu-7b"], stage="evaluation")
    assert not StageMove.objects.exists()


def test_rights_are_asked_of_the_subject_as_it_is_in_the_transaction(
    org: Any,
    viewer: Viewers,
    person: Callable[..., Any],
    made: Made,
    known: list[Judgement],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine, other = (domain_create(acting_user=viewer(), name=name) for name in "甲乙")
    who = person("nobody")
    assignment_add(acting_user=viewer(), user=who, role="engineer", domain=mine)
    subject = made["yunlu-7b"]
    subject_change(acting_user=viewer(), subject=subject, changes={"domain": mine})
    opened = stage_services.writing

    def meanwhile(acting_user: Viewer) -> Any:
        again = Subject.objects.get(pk=subject.pk)
        subject_change(acting_user=viewer(), subject=again, changes={"domain": other})
        return opened(acting_user)

    monkeypatch.setattr(stage_services, "writing", meanwhile)
    with pytest.raises(ForbiddenError):
        stage_move(
            acting_user=viewer_for(who, org), subject=subject, stage="evaluation", reason="试"
        )


def test_domains_cover_what_is_in_and_below_them(viewer: Viewers, made: Made) -> None:
    top = domain_create(acting_user=viewer(), name="甲")
    inner = domain_create(acting_user=viewer(), name="乙", parent=top)
    aside = domain_create(acting_user=viewer(), name="丙")
    places = {None: "assistant", top: "yunlu-7b", inner: "corpus", aside: "datahouse"}
    for domain, key in places.items():
        subject_change(acting_user=viewer(), subject=made[key], changes={"domain": domain})

    def seen(key: str) -> set[str]:
        rows = Subject.objects.filter(covering(Subject.objects.get(key=key)))
        return set(rows.values_list("key", flat=True))

    assert seen("assistant") == {"assistant"}
    assert seen("yunlu-7b") == {"assistant", "yunlu-7b"}
    assert seen("corpus") == {"assistant", "yunlu-7b", "corpus"}
