"""Measure conditions: the rule, the failure, staleness, scope, unreadable items."""

import pytest

from hegui.conformity import result_key
from hegui.project.model import Subject
from tests.conformity.factory import (
    DAY,
    DIGEST,
    MODEL,
    OLD_DIGEST,
    criterion,
    days_ago,
    measure,
    only,
    result,
    verdict,
)

SHOULD = measure(
    "n >= 300 && k * 100 >= 95 * (n + unanswered)",
    "n >= 300 && (k + unanswered) * 100 < 95 * (n + unanswered)",
)
SHOULD_NOT = measure(
    "n >= 300 && (k + unanswered) * 100 <= 5 * (n + unanswered)",
    "n >= 300 && k * 100 > 5 * (n + unanswered)",
)
MANUAL = measure("n >= 4000 && k * 100 >= 96 * n", "n >= 4000 && !(k * 100 >= 96 * n)")
GENERATED = measure(
    "n >= 1000 && k * 100 >= 90 * (n + unanswered)",
    "n >= 1000 && (k + unanswered) * 100 < 90 * (n + unanswered)",
)


@pytest.mark.parametrize(
    ("asked", "k", "n", "unanswered", "state"),
    [
        (MANUAL, 3840, 4000, 0, "holds"),
        (MANUAL, 3839, 4000, 0, "fails"),
        (MANUAL, 3999, 3999, 0, "unknown"),
        (SHOULD, 285, 300, 0, "holds"),
        (SHOULD, 284, 300, 0, "fails"),
        (SHOULD, 299, 299, 0, "unknown"),
        (SHOULD_NOT, 15, 300, 0, "holds"),
        (SHOULD_NOT, 16, 300, 0, "fails"),
        (SHOULD_NOT, 0, 299, 0, "unknown"),
        (GENERATED, 900, 1000, 0, "holds"),
        (GENERATED, 899, 1000, 0, "fails"),
        (GENERATED, 999, 999, 0, "unknown"),
        # Unanswered items never decide alone: against us to hold, for us to fail.
        (SHOULD, 300, 300, 15, "holds"),
        (SHOULD, 300, 300, 16, "unknown"),
        (SHOULD, 270, 300, 0, "fails"),
        (SHOULD, 284, 300, 20, "unknown"),
        (SHOULD_NOT, 15, 300, 1, "unknown"),
        (SHOULD_NOT, 17, 300, 20, "fails"),
    ],
)
def test_counts_at_the_edge(asked, k, n, unanswered, state):
    seen = only(asked, results=(result({"n": n, "k": k, "unanswered": unanswered}),))
    assert seen.state == state


@pytest.mark.parametrize(("over", "state"), [(0, "holds"), (1, "fails")])
def test_a_source_at_exactly_five_percent_is_not_over_the_limit(over, state):
    """The check counts a source as over only above 5 %: exactly 5 % leaves the count at 0."""
    asked = measure(
        "sources_total > 0 && sources_complete == sources_total && sources_over_limit_before == 0",
        "sources_over_limit_before > 0",
    )
    values = {"sources_total": 3, "sources_complete": 3, "sources_over_limit_before": over}
    assert only(asked, results=(result(values),)).state == state


def test_the_trace_names_rule_values_and_result():
    seen = only(SHOULD, results=(result({"n": 300, "k": 285, "unanswered": 0, "other": 1}),))
    assert seen.rule == SHOULD.rule
    assert seen.values == {"n": 300, "k": 285, "unanswered": 0}
    assert seen.sources == ("result:model.test|m1|endpoint|",)


def test_shares_stand_in_the_trace_as_text():
    seen = only(measure("share * 100.0 <= 30.0"), results=(result({"share": 0.1 + 0.2}),))
    assert seen.values == {"share": "0.300000"}


def test_without_a_result_the_condition_is_unknown():
    seen = only(SHOULD)
    assert seen.state == "unknown"
    assert "问答模型" in seen.reason_zh
    assert "“model.test”" in seen.reason_en


def test_a_missing_measure_is_unknown_and_named():
    seen = only(SHOULD, results=(result({"n": 300, "k": 300}),))
    assert seen.state == "unknown"
    assert "unanswered" in seen.reason_zh


@pytest.mark.parametrize("status", ["not_run", "failed", "cancelled"])
def test_a_run_that_did_not_finish_is_unknown_with_its_reason(status):
    seen = only(
        SHOULD,
        results=(result({}, status=status, reason_zh="端点无响应。", reason_en="No reply."),),
    )
    assert seen.state == "unknown"
    assert "端点无响应" in seen.reason_zh
    assert "No reply." in seen.reason_en


def test_a_result_about_an_old_version_is_stale():
    good = {"n": 300, "k": 300, "unanswered": 0}
    seen = only(SHOULD, results=(result(good, subject_digest=OLD_DIGEST),))
    assert seen.state == "unknown"
    assert "另一个版本" in seen.reason_zh
    assert "bbbbbbbbbbbb" in seen.reason_en


def test_a_subject_without_digest_cannot_be_measured_for_a_version():
    bare = Subject(id="m1", kind="model", name="模型")
    good = result({"n": 300, "k": 300, "unanswered": 0}, subject_digest="")
    seen = only(SHOULD, subjects=(bare,), results=(good,))
    assert seen.state == "unknown"
    assert "digest" in seen.reason_zh


@pytest.mark.parametrize(("age", "state"), [(90, "holds"), (91, "unknown")])
def test_a_result_ages(age, state):
    good = result({"n": 300, "k": 300, "unanswered": 0}, measured_on=days_ago(age))
    assert only(SHOULD, results=(good,)).state == state


def test_a_result_from_the_future_or_without_a_day_does_not_count():
    good = {"n": 300, "k": 300, "unanswered": 0}
    future = only(SHOULD, results=(result(good, measured_on=days_ago(-1)),))
    undated = only(SHOULD, results=(result(good, measured_on=None),))
    assert (future.state, undated.state) == ("unknown", "unknown")
    assert "晚于" in future.reason_zh
    assert "没有测量日期" in undated.reason_zh


def test_the_newest_result_counts():
    old = result({"n": 300, "k": 0, "unanswered": 0}, measured_on=days_ago(5))
    new = result({"n": 300, "k": 300, "unanswered": 0}, measured_on=DAY)
    assert only(SHOULD, results=(new, old)).state == "holds"
    assert only(SHOULD, results=(old, new)).state == "holds"


def test_a_run_that_was_never_made_hides_no_earlier_result():
    good = result({"n": 300, "k": 300, "unanswered": 0}, measured_on=days_ago(5))
    assert only(SHOULD, results=(good, result({}, status="not_run"))).state == "holds"


def test_a_result_from_the_future_hides_no_earlier_one():
    good = result({"n": 300, "k": 300, "unanswered": 0})
    future = result({"n": 300, "k": 0, "unanswered": 0}, measured_on=days_ago(-1))
    assert only(SHOULD, results=(good, future)).state == "holds"


def test_a_failed_newer_run_hides_an_earlier_result():
    good = result({"n": 300, "k": 300, "unanswered": 0}, measured_on=days_ago(5))
    failed = result({}, status="failed", measured_on=None)
    assert only(SHOULD, results=(good, failed)).state == "unknown"


def test_runs_about_two_subjects_are_cited_apart():
    first, second = result({}, subject="m1"), result({}, subject="m2")
    assert result_key(first) != result_key(second)
    assert result_key(first) == result_key(result({}, measured_on=None))


def test_every_target_must_hold():
    good = result({"n": 300, "k": 300, "unanswered": 0}, target="a")
    bad = result({"n": 300, "k": 0, "unanswered": 0}, target="b")
    both = only(SHOULD, results=(good, bad))
    assert both.state == "fails"
    assert both.reason_zh.startswith("“model.test（b）”未达到要求")
    assert set(both.sources) == {"result:model.test|m1|a|", "result:model.test|m1|b|"}


def test_parameters_pick_the_result():
    asked = measure("n > 0", "n == 0", parameters={"log": "network"})
    network = result({"n": 1}, parameters={"log": "network", "seed": 7})
    other = result({"n": 0}, parameters={"log": "generation"})
    assert only(asked, results=(network, other)).state == "holds"
    assert only(asked, results=(other,)).state == "unknown"


def test_a_general_result_wins_over_a_narrower_one():
    general = measure("n > 0", "n == 0", id="general")
    narrow = measure("n > 0", "n == 0", id="narrow", parameters={"scenario": "deepfake"})
    results = (result({"n": 1}), result({"n": 0}, parameters={"scenario": "deepfake"}))
    states = {
        c.id: c.state for c in verdict(criterion(general, narrow), results=results).trace.conditions
    }
    assert states == {"general": "holds", "narrow": "fails"}


def test_every_subject_must_hold():
    second = Subject(id="m2", kind="model", name="画图模型", digest=OLD_DIGEST)
    good = result({"n": 300, "k": 300, "unanswered": 0})
    bad = result(
        {"n": 300, "k": 0, "unanswered": 0}, subject="m2", subject_digest=OLD_DIGEST, target="b"
    )
    half = verdict(criterion(SHOULD), subjects=(MODEL, second), results=(good,))
    assert half.verdict == "undetermined"
    assert [c.subject for c in half.trace.conditions] == ["m1", "m2"]
    whole = verdict(criterion(SHOULD), subjects=(MODEL, second), results=(good, bad))
    assert whole.verdict == "does_not_conform"


def test_without_a_declared_subject_nothing_is_shown():
    seen = only(SHOULD, subjects=())
    assert (seen.state, seen.subject) == ("unknown", "")
    assert "没有声明任何模型" in seen.reason_zh
    assert "declares no model" in seen.reason_en


def test_an_organisation_is_judged_by_its_own_result():
    own = result({"n": 1}, subject="acme", subject_digest="")
    assert only(measure("n > 0"), kind="organisation", results=(own,)).state == "holds"


def test_an_organisation_is_judged_by_all_its_subjects_of_the_measured_kind():
    second = Subject(id="m2", kind="model", name="画图模型", digest=OLD_DIGEST)
    asked = measure("n > 0", "n == 0")
    good = result({"n": 1})
    assert only(asked, kind="organisation", results=(good,)).state == "holds"
    part = only(asked, kind="organisation", subjects=(MODEL, second), results=(good,))
    assert part.state == "unknown"
    assert "画图模型" in part.reason_zh


def test_a_bank_counts_for_every_subject():
    service = Subject(id="s1", kind="service", name="服务", digest=DIGEST)
    asked = measure("items >= 2000", check="bank.generated")
    bank = result({"items": 2000}, check="bank.generated", subject="s1")
    assert only(asked, subjects=(MODEL, service), results=(bank,)).state == "holds"


def test_what_could_not_be_read_cannot_pass():
    asked = measure("docs > 0 && docs_hit == 0", "docs_hit > 0")
    seen = only(asked, results=(result({"docs": 9, "docs_hit": 0}, error_count=1),))
    assert seen.state == "unknown"
    assert "1 项无法读取" in seen.reason_zh
    failing = only(asked, results=(result({"docs": 9, "docs_hit": 1}, error_count=1),))
    assert failing.state == "fails"


def test_a_rule_that_counts_unanswered_items_needs_no_second_look():
    good = result({"n": 300, "k": 300, "unanswered": 1}, error_count=1)
    assert only(SHOULD, results=(good,)).state == "holds"


def test_a_rule_and_its_failure_cannot_both_be_true():
    asked = measure("compliant == files", "noncompliant > 0")
    seen = only(asked, results=(result({"compliant": 3, "files": 3, "noncompliant": 1}),))
    assert seen.state == "unknown"
    assert "自相矛盾" in seen.reason_zh


def test_fails_when_false_never_proves_failure():
    asked = measure("docs > 0 && docs_hit * 100 <= 2 * docs")
    seen = only(asked, results=(result({"docs": 100, "docs_hit": 50}),))
    assert seen.state == "unknown"
    assert "仅凭这项测量不能判为不符合" in seen.reason_zh


def test_impossible_counts_are_unknown():
    seen = only(SHOULD, results=(result({"n": 300, "k": 301, "unanswered": 0}),))
    assert seen.state == "unknown"
    assert "k=301" in seen.reason_zh


@pytest.mark.parametrize("n", [-1, 300.5, "300", True])
def test_a_count_that_is_none_is_unknown(n):
    seen = only(SHOULD, results=(result({"n": n, "k": 0, "unanswered": 0}),))
    assert seen.state == "unknown"
    assert "n=" in seen.reason_en
