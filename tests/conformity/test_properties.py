"""Laws that hold for every assessment: nothing worsens by good evidence, nothing passes unseen."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hegui.catalogue.model import Condition
from hegui.common.hashing import canonical_json
from hegui.conformity import judge
from hegui.conformity.model import Assessment
from hegui.project.model import Attestation
from tests.conformity.factory import (
    DAY,
    attested,
    catalogue,
    condition,
    criterion,
    days_ago,
    document,
    inputs,
    item,
    measure,
    result,
)

BETTER = ("does_not_conform", "undetermined", "partly", "conforms")
"""From worst to best, as good evidence may move a verdict; not applicable never moves."""

flags = st.booleans()
facts = st.dictionaries(st.sampled_from(("public", "ready")), flags)
measured = st.builds(
    lambda n, age, digest, target: result(
        {"n": n},
        measured_on=days_ago(age),
        target=target,
        **({} if digest else {"subject_digest": "x"}),
    ),
    st.integers(0, 1),
    st.sampled_from((0, 5, 91, -1)),
    flags,
    st.sampled_from(("a", "b")),
)
offered = st.builds(
    lambda age, covers, kind, name: item(
        id=name, date=days_ago(age), covers={"m1": "2.0"} if covers else {}, type=kind
    ),
    st.sampled_from((0, 180, 181)),
    flags,
    st.sampled_from(("EV-A", "EV-B")),
    st.text("abc", min_size=1, max_size=2),
)
said = st.builds(
    lambda by, age, yes: Attestation(
        clause="K-1", condition="att", by=by, on=days_ago(age), given=yes
    ),
    st.sampled_from(("li", "wang")),
    st.sampled_from((0, 90, 91)),
    flags,
)


def a_condition(kind: str, essential: bool, limited: bool) -> Condition:
    more: dict[str, Any] = {"essential": essential, "applies_when": "public" if limited else ""}
    if kind == "doc":
        return document("EV-A", "EV-B", id=kind, **more)
    if kind == "att":
        return attested(id=kind, **more)
    if kind == "fact":
        return condition(id=kind, needs="fact", expression="ready", **more)
    return measure("n > 0", "n == 0", id=kind, **more)


asked = st.lists(
    st.builds(a_condition, st.sampled_from(("doc", "att", "fact", "meas")), flags, flags),
    unique_by=lambda c: c.id,
    min_size=1,
)
worlds = st.fixed_dictionaries(
    {
        "facts": facts,
        "results": st.lists(measured, max_size=3).map(tuple),
        "evidence": st.lists(offered, max_size=3).map(tuple),
        "attestations": st.lists(said, max_size=2).map(tuple),
    }
)


def assessed(conditions: list[Condition], world: dict[str, Any]) -> Assessment:
    return judge(catalogue(criterion(*conditions)), inputs(**world))


def rank(seen: Assessment) -> int:
    word = seen.verdicts[0].verdict
    return BETTER.index(word) if word in BETTER else -1


@given(asked, worlds)
def test_adding_good_evidence_never_worsens(conditions: list[Condition], world: Any) -> None:
    before = assessed(conditions, world)
    good = tuple(item(id=f"good-{kind}", type=kind, date=DAY) for kind in ("EV-A", "EV-B"))
    after = assessed(conditions, world | {"evidence": world["evidence"] + good})
    assert not worsened(before, after)


def worsened(before: Assessment, after: Assessment) -> bool:
    """Tell whether a verdict got worse.

    Undetermined to partly is no worsening: the secondary failure was there before, behind the
    essential condition that is now known to hold.
    """
    return rank(after) < rank(before)


@given(asked, worlds)
def test_setting_a_statement_right_never_worsens(conditions: list[Condition], world: Any) -> None:
    world = world | {"attestations": tuple(a for a in world["attestations"] if a.given)}
    before = assessed(conditions, world)
    yes = Attestation(clause="K-1", condition="att", by="wang", on=DAY)
    after = assessed(conditions, world | {"attestations": (*world["attestations"], yes)})
    assert not worsened(before, after)


@given(asked, worlds)
def test_nothing_conforms_while_something_is_unknown(
    conditions: list[Condition], world: Any
) -> None:
    (seen,) = assessed(conditions, world).verdicts
    if seen.verdict == "conforms":
        assert {c.state for c in seen.trace.conditions} <= {"holds", "left_out"}


@given(asked, worlds, st.randoms())
def test_the_order_of_the_inputs_changes_nothing(
    conditions: list[Condition], world: Any, random: Any
) -> None:
    unique = {entry.id: entry for entry in world["evidence"]}
    world = world | {"evidence": tuple(unique.values())}
    shuffled = {
        name: tuple(random.sample(value, len(value))) if isinstance(value, tuple) else value
        for name, value in world.items()
    }
    first, second = assessed(conditions, world), assessed(conditions, shuffled)
    assert canonical_json(first) == canonical_json(second)


@given(asked)
def test_without_any_input_there_is_no_pass_and_no_failure(conditions: list[Condition]) -> None:
    (seen,) = assessed(conditions, {}).verdicts
    assert seen.verdict == "undetermined"
