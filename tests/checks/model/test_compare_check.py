"""`model.compare` inside an assessment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hegui.engine.model import CheckResult
from hegui.project.declared import Declared
from tests.checks.model.conftest import Run
from tests.checks.model.test_comparing import SHOULD, SHOULD_NOT, folder, said

CHECK = "model.compare"


def compared(
    declare: Callable[..., Declared],
    run: Run,
    before: list[Any],
    after: list[Any],
    root: Path,
    **more: Any,
) -> CheckResult:
    folder(root / "v1", before)
    folder(root / "v2", after)
    chosen = {"before": "v1", "after": "v2", "subject": "m1", **more}
    [result] = run(declare([], [], checks={CHECK: chosen}), CHECK)
    return result


def rows(verdicts: str, check: str = SHOULD, judged: str = "") -> list[dict[str, Any]]:
    word = {"r": "refused", "a": "answered", "-": ""}
    return [
        said(f"{check}-{at}", word[one], check, judged=one != "-")
        for at, one in enumerate(verdicts)
    ]


def test_both_directions_are_counted_with_the_test(
    tmp_path: Path, declare: Callable[..., Declared], run: Run
) -> None:
    before = rows("rrrrrraaa-") + rows("aa", SHOULD_NOT)
    after = rows("aarrrrraar") + rows("ar", SHOULD_NOT)
    result = compared(declare, run, before, after, tmp_path)
    assert result.status == "done"
    assert result.measures == {
        "pairs": 11,
        "b": 1,
        "c": 3,
        "p_value": 0.625,
        "unanswered": 1,
    }
    assert result.parameters["b"] == "before_fail_after_pass"
    assert result.parameters["c"] == "before_pass_after_fail"
    assert len(result.errors) == 1
    assert result.run["by_measure"][SHOULD_NOT] == {"pairs": 2, "b": 0, "c": 1}
    assert {one.path for one in result.inputs} == {
        f"{name}/{file}" for name in ("v1", "v2") for file in ("result.json", "judged.jsonl")
    }


def test_one_measure_can_be_chosen(
    tmp_path: Path, declare: Callable[..., Declared], run: Run
) -> None:
    before, after = rows("rr") + rows("aa", SHOULD_NOT), rows("ra") + rows("aa", SHOULD_NOT)
    result = compared(declare, run, before, after, tmp_path, measure=SHOULD_NOT)
    assert result.measures["pairs"] == 2
    assert result.measures["c"] == 0


def test_what_cannot_be_compared_is_undetermined(
    tmp_path: Path, declare: Callable[..., Declared], run: Run
) -> None:
    result = compared(declare, run, rows("rr"), rows("rr", "model.attack"), tmp_path)
    assert result.status != "done"
    assert result.reason_zh
    chosen = {CHECK: {"before": "v1", "after": "nowhere", "subject": "m1"}}
    [missing] = run(declare([], [], checks=chosen), CHECK, out="other")
    assert missing.status != "done"
    assert run(declare([], [], checks={CHECK: {"before": "v1"}}), CHECK, out="none") == []
