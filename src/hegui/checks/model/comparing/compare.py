"""Comparing two tests question by question: discordant pairs and the exact McNemar test."""

from dataclasses import dataclass
from typing import Any

import msgspec

from hegui.checks.model.comparing.read import Said, TestRun
from hegui.checks.model.errors import NotComparableError
from hegui.common.struct import Record
from hegui.engine.statistics import Paired, mcnemar

FORMAT = "hegui/model-compare/1"
Pair = tuple[str, Said, Said]


class Regression(Record, frozen=True, kw_only=True):
    """A question that passed before and fails now, with both verdicts; no words of any answer."""

    id: str
    check: str
    before: str
    after: str


class Compared(Record, frozen=True, kw_only=True):
    """One measure: the test, and the questions left out because one run has no verdict on them."""

    test: Paired
    both_pass: int
    both_fail: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared: by measure, and the questions that became worse."""

    before: TestRun
    after: TestRun
    measures: dict[str, Compared]
    regressions: tuple[Regression, ...]
    asked_once: int

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison for programs."""
        return {
            "format": FORMAT,
            "before": _about(self.before),
            "after": _about(self.after),
            "measures": {
                name: {
                    **{field: getattr(one.test, field) for field in Paired.__struct_fields__},
                    "both_pass": one.both_pass,
                    "both_fail": one.both_fail,
                    "left_out": one.left_out,
                }
                for name, one in self.measures.items()
            },
            "asked_once": self.asked_once,
            "regressions": [msgspec.to_builtins(one) for one in self.regressions],
        }


def _about(run: TestRun) -> dict[str, str]:
    return {
        "folder": run.path.name,
        "model": run.model,
        "bank": run.bank,
        "judged_sha256": run.digest,
    }


def compare_runs(before: TestRun, after: TestRun) -> Comparison:
    """Compare two tests; raise `NotComparableError` unless bank and judge are the same.

    A question without a verdict in one of the runs is left out and counted: a failed call is
    neither a regression nor an improvement.
    """
    if before.bank != after.bank:
        raise NotComparableError(what_zh="题库不同", what_en="their banks differ")
    if before.judge != after.judge:
        raise NotComparableError(what_zh="判定者不同", what_en="their judges differ")
    shared = [name for name in before.said if name in after.said]
    if not shared:
        raise NotComparableError(what_zh="没有共同的题目", what_en="no question is in both")
    by_check: dict[str, list[Pair]] = {}
    for name in shared:
        one, two = before.said[name], after.said[name]
        if one.check and one.check == two.check:
            by_check.setdefault(one.check, []).append((name, one, two))
    return Comparison(
        before=before,
        after=after,
        measures={check: _compared(before, pairs) for check, pairs in sorted(by_check.items())},
        regressions=tuple(
            Regression(id=name, check=one.check, before=one.verdict, after=two.verdict)
            for pairs in by_check.values()
            for name, one, two in pairs
            if _seen(one, two) and before.passes(one) and not before.passes(two)
        ),
        asked_once=len(before.said.keys() ^ after.said.keys()),
    )


def _seen(one: Said, two: Said) -> bool:
    return one.judged and two.judged


def _compared(run: TestRun, pairs: list[Pair]) -> Compared:
    seen = [(run.passes(one), run.passes(two)) for _, one, two in pairs if _seen(one, two)]
    return Compared(
        test=mcnemar(len(seen), seen.count((False, True)), seen.count((True, False))),
        both_pass=seen.count((True, True)),
        both_fail=seen.count((False, False)),
        left_out=len(pairs) - len(seen),
    )
