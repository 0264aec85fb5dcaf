"""records.attestation: statements required and given."""

import datetime as dt

import msgspec
import pytest

from hegui.catalogue.model import Catalogue, Condition
from hegui.checks.records import attestation
from hegui.project.model import Attestation
from tests.checks.records.support import DAY, Recorder


@pytest.fixture
def rows(catalogue: Catalogue) -> Catalogue:
    base = next(iter(catalogue.criteria.values()))

    def criterion(clause: str, applies_when: str):
        said = Condition(
            id="said",
            needs="attestation",
            essential=True,
            role="legal_lead",
            max_age_days=90,
            statement_zh="渠道可用",
            statement_en="the channel works",
        )
        return msgspec.structs.replace(
            base, id=clause, applies_when=applies_when, conditions=(said,)
        )

    return msgspec.structs.replace(
        catalogue,
        criteria={"a": criterion("a", "true"), "b": criterion("b", "serves_elderly")},
    )


def said(clause: str = "a", **more: object) -> Attestation:
    values = {"condition": "said", "by": "li", "on": DAY} | more
    return Attestation(clause=clause, **values)


def run(ctx: Recorder) -> dict[str, int]:
    [job] = attestation.plan(ctx.declared, ctx.catalogue)
    return attestation.run(job, ctx).measures


def test_statements_of_applying_criteria_are_counted(make_context, rows: Catalogue) -> None:
    ctx = make_context(rows=rows, facts={"serves_elderly": True}, attestations=(said(),))
    assert run(ctx) == {"required": 2, "given": 1}
    assert [(f.item, f.kind) for f in ctx.findings] == [("b/said", "absent")]
    assert "法务负责人还没有作出声明：渠道可用" in ctx.findings[0].note


def test_criteria_that_do_not_apply_ask_for_nothing(make_context, rows: Catalogue) -> None:
    ctx = make_context(rows=rows, facts={"serves_elderly": False}, attestations=(said(),))
    assert run(ctx) == {"required": 1, "given": 1}


def test_open_facts_leave_the_number_required_unknown(make_context, rows: Catalogue) -> None:
    assert run(make_context(rows=rows, attestations=(said(),))) == {"given": 1}


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (said(on=DAY - dt.timedelta(days=90)), 1),
        (said(on=DAY - dt.timedelta(days=91)), 0),
        (said(on=DAY + dt.timedelta(days=1)), 0),
        (said(by="wang"), 0),
        (said(by="stranger"), 0),
        (said(given=False), 0),
    ],
)
def test_only_the_role_in_time_counts(
    make_context, rows: Catalogue, statement: Attestation, given: int
) -> None:
    ctx = make_context(rows=rows, facts={"serves_elderly": False}, attestations=(statement,))
    assert run(ctx)["given"] == given


def test_the_last_statement_counts_and_a_refusal_wins_the_day(
    make_context, rows: Catalogue
) -> None:
    facts = {"serves_elderly": False}
    earlier = said(on=DAY - dt.timedelta(days=5), given=False)
    ctx = make_context(rows=rows, facts=facts, attestations=(said(), earlier))
    assert run(ctx)["given"] == 1
    ctx = make_context(rows=rows, facts=facts, attestations=(said(given=False), said()))
    assert run(ctx)["given"] == 0
    assert [f.kind for f in ctx.findings] == ["refused"]
