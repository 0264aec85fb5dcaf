"""What a run leaves behind: results, reasons, findings, and nothing that passes by accident."""

import datetime as dt
import errno
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue.model import Catalogue
from hegui.common.errors import MissingExtraError, WrongUseError
from hegui.common.files import OutputError, OutputIsFileError
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.context import LISTED_ERRORS
from hegui.engine.errors import CancelledRunError, NotRunError
from hegui.engine.findings import FindingWriter, read_findings
from hegui.engine.model import CheckResult, Drawn, Finding, InputFile, ItemError
from hegui.engine.registry import CheckNotFoundError, Registry
from hegui.engine.runner import run_checks
from hegui.engine.store import BadResultError, read_results
from hegui.project.declared import Declared
from hegui.project.errors import ProjectFileError

AddCheck = Callable[..., None]
Run = Callable[..., list[CheckResult]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def run(declared: Declared, catalogue: Catalogue, registry: Registry, out: Path) -> Run:
    def go(**options: Any) -> list[CheckResult]:
        return run_checks(
            options.pop("declared", declared), catalogue, out=out, registry=registry, **options
        )

    return go


def counts(n: int) -> Callable[[Job, Context], Outcome]:
    def body(_job: Job, _ctx: Context) -> Outcome:
        return Outcome(measures={"n": n})

    return body


def raises(error: BaseException) -> Callable[[Job, Context], Outcome]:
    def body(_job: Job, _ctx: Context) -> Outcome:
        raise error

    return body


def finding(where: str, check: str = "a.one", **more: Any) -> Finding:
    return Finding(check=check, subject="m1", item=where, where=where, kind="term", **more)


def test_a_result_carries_everything_needed_to_repeat_it(
    run: Run, add_check: AddCheck, out: Path
) -> None:
    drawn = Drawn(method="x", population=9, size=1, seed="s", ids_sha256="0" * 64)
    inputs = (InputFile(path="b", size=1, sha256="b"), InputFile(path="a", size=1, sha256="a"))
    outcome = Outcome(measures={"n": 3}, drawn=(drawn,), inputs=inputs, run={"port": 8123})
    add_check("a.one", lambda _job, _ctx: outcome, [Job("m1", "t1", None, {"document": "EV-1"})])
    (result,) = run()
    assert (result.check, result.version, result.status) == ("a.one", "1", "done")
    assert (result.subject, result.target, result.subject_digest[:8]) == ("m1", "t1", "sha256:a")
    assert result.measured_on == dt.date(2026, 11, 20)
    assert result.parameters == {"document": "EV-1"}
    assert result.drawn == (drawn,)
    assert [file.path for file in result.inputs] == ["a", "b"]
    assert result.cannot_show_zh == "看不出的"
    assert result.run["port"] == 8123
    assert set(result.run) == {"port", "started", "seconds", "cpu_seconds", "workers"}
    assert read_results(out) == [result]


def test_equal_runs_differ_only_in_their_run_part(run: Run, add_check: AddCheck, out: Path) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        ctx.finding(finding("a:1"))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    seen = []
    for _ in range(2):
        run()
        plain = json.loads((out / "results/a.one.json").read_text())
        del plain["run"]
        seen.append((plain, (out / "findings/a.one.parquet").read_bytes()))
    assert seen[0] == seen[1]


def test_several_jobs_get_numbered_files_and_fewer_jobs_remove_the_old_ones(
    run: Run, add_check: AddCheck, out: Path
) -> None:
    jobs = [Job("m1", name, None) for name in "xyz"]
    add_check("a.one", counts(1), jobs)
    add_check("a.one_more", counts(1))
    run()
    names = sorted(path.name for path in (out / "results").iterdir())
    assert names == ["a.one--2.json", "a.one--3.json", "a.one.json", "a.one_more.json"]
    assert [result.target for result in read_results(out)] == ["x", "y", "z", "t1"]
    del jobs[1:]
    run()
    assert sorted(path.name for path in (out / "results").iterdir()) == [
        "a.one.json",
        "a.one_more.json",
    ]


def test_only_takes_ids_and_families(run: Run, add_check: AddCheck) -> None:
    for name in ("a.one", "a.two", "b.one", "ab.one"):
        add_check(name, counts(1))
    assert [r.check for r in run(only=["a"])] == ["a.one", "a.two"]
    assert [r.check for r in run(only=["b.one", "a.two"])] == ["a.two", "b.one"]
    with pytest.raises(CheckNotFoundError):
        run(only=["c"])


def test_a_broken_check_fails_with_its_place_and_the_run_goes_on(
    run: Run, add_check: AddCheck
) -> None:
    add_check("a.one", raises(ValueError("身份证 11010119000101001X")))
    add_check("b.one", counts(1))
    first, second = run()
    assert (first.status, second.status) == ("failed", "done")
    assert "ValueError" in first.reason_zh
    assert "test_runner.py:" in first.reason_en
    assert "1101" not in first.reason_zh + first.reason_en
    assert first.measures == {}


def test_a_file_that_cannot_be_read_is_named_by_its_place_in_the_project(
    run: Run, add_check: AddCheck, declared: Declared
) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        ctx.path("corpus/none.jsonl").read_bytes()
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    (result,) = run()
    assert result.status == "failed"
    assert "“corpus/none.jsonl” cannot be read" in result.reason_en
    assert "No such file" in result.reason_en
    assert str(declared.root) not in result.reason_en


def test_an_error_of_ours_fails_with_its_own_sentence(run: Run, add_check: AddCheck) -> None:
    add_check("a.one", raises(BadResultError(path="x", why="y")))
    (result,) = run()
    assert result.status == "failed"
    assert result.reason_zh == "结果文件“x”无法读取：y。请重新运行检查。"


def test_a_missing_extra_is_not_run_and_names_the_command(run: Run, add_check: AddCheck) -> None:
    error = MissingExtraError(library="hyperscan", purpose="p", extra="corpus")
    add_check("a.one", raises(error))
    add_check("a.two", counts(1), error)
    assert {r.status for r in run()} == {"not_run"}
    assert all("pip install 'hegui[corpus]'" in r.reason_en for r in run())


def test_a_missing_input_is_not_run_with_its_reason(run: Run, add_check: AddCheck) -> None:
    add_check("a.one", raises(NotRunError(what="targets.terms")))
    (result,) = run()
    assert result.status == "not_run"
    assert "targets.terms" in result.reason_zh


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (None, "NoneType"),
        (Outcome(measures={"m": 1}), "undeclared"),
        (Outcome(measures={"n": float("nan")}), "JSON"),
        (Outcome(measures={"n": object()}), "JSON"),
    ],
)
def test_an_outcome_that_breaks_the_contract_fails(
    run: Run, add_check: AddCheck, outcome: Any, word: str
) -> None:
    add_check("a.one", lambda _job, _ctx: outcome)
    (result,) = run()
    assert result.status == "failed"
    assert word in result.reason_en
    assert result.measures == {}


def test_a_job_about_an_undeclared_subject_fails(run: Run, add_check: AddCheck) -> None:
    add_check("a.one", counts(1), [Job("nobody", "t1", None), Job("acme", "t2", None)])
    first, second = run()
    assert first.status == "failed"
    assert "nobody" in first.reason_zh
    assert (second.status, second.subject_digest) == ("done", "")


def test_a_finding_about_something_else_fails_the_check(run: Run, add_check: AddCheck) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        ctx.finding(finding("a:1", check="other.check"))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    (result,) = run()
    assert result.status == "failed"
    assert "other.check" in result.reason_en


def test_wrong_use_of_the_project_file_is_raised_before_anything_runs(
    run: Run, add_check: AddCheck, make_declared: Callable[..., Declared], out: Path
) -> None:
    add_check("a.one", counts(1))
    with pytest.raises(ProjectFileError, match=r"a\.onee.*did you mean “a\.one”"):
        run(declared=make_declared(checks={"a.onee": {}}))
    add_check("b.one", counts(1), WrongUseError())
    with pytest.raises(WrongUseError):
        run()
    assert not (out / "results").exists()


def test_a_plan_that_breaks_becomes_a_failed_result(run: Run, add_check: AddCheck) -> None:
    add_check("a.one", counts(1), KeyError("x"))
    (result,) = run()
    assert (result.status, result.subject) == ("failed", "")
    assert "KeyError" in result.reason_zh


def test_all_item_errors_are_counted_and_the_first_by_place_are_listed(
    run: Run, add_check: AddCheck
) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        for line in reversed(range(1, 1001)):
            ctx.error(ItemError(where=f"a.jsonl:{line}", what="bad JSON"))
        return Outcome(measures={"n": 0})

    add_check("a.one", body)
    (result,) = run()
    assert result.error_count == 1000
    assert [e.where for e in result.errors] == [f"a.jsonl:{n}" for n in range(1, LISTED_ERRORS + 1)]


def test_findings_are_written_and_counted(run: Run, add_check: AddCheck, out: Path) -> None:
    places = ["b:10", "b:9", "a:1"]

    def body(_job: Job, ctx: Context) -> Outcome:
        for place in places:
            ctx.finding(finding(place))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    (result,) = run()
    assert (result.finding_count, result.findings_file) == (3, "findings/a.one.parquet")
    read = list(read_findings(out / result.findings_file))
    assert [f.where for f in read] == ["a:1", "b:9", "b:10"]
    places.clear()
    (result,) = run()
    assert (result.finding_count, result.findings_file) == (0, "")
    assert not (out / "findings/a.one.parquet").exists()


def test_text_that_utf8_cannot_hold_is_shown_and_not_fatal(
    run: Run, add_check: AddCheck, out: Path
) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        ctx.finding(finding("a\ud800:1", start=3))
        ctx.error(ItemError(where="b\udfff", what="x"))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    (result,) = run()
    assert result.errors[0].where == "b?"
    assert [f.where for f in read_findings(out / result.findings_file)] == ["a?:1"]


def test_findings_without_pyarrow_are_not_run_and_name_the_command(
    run: Run, add_check: AddCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        ctx.finding(finding("a:1"))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (result,) = run()
    assert result.status == "not_run"
    assert "pip install 'hegui[corpus]'" in result.reason_en


def test_journals_travel_and_empty_folders_do_not(run: Run, add_check: AddCheck, out: Path) -> None:
    def body(job: Job, ctx: Context) -> Outcome:
        for name in job.payload:
            (ctx.workdir / name).write_text("{}\n")
        return Outcome(measures={"n": 1})

    add_check("b.one", body, [Job("m1", "t", [])])
    run()
    assert not (out / "journals").exists()
    add_check("a.one", body, [Job("m1", "t", names) for names in ([], ["x"], ["x", "y"])])
    names = [r.journal_file for r in run(only=["a"])]
    assert names == ["", "journals/a.one--2/x", "journals/a.one--3"]
    assert sorted(p.name for p in (out / "journals").iterdir()) == ["a.one--2", "a.one--3"]


def test_the_seed_is_the_projects_or_the_callers(
    run: Run, add_check: AddCheck, make_declared: Callable[..., Declared]
) -> None:
    seen = []

    def body(_job: Job, ctx: Context) -> Outcome:
        seen.append(ctx.seed)
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    run()
    run(declared=make_declared(checks={"engine": {"seed": "投币"}}))
    run(seed="auditor")
    assert seen == ["acme/2026-11-20", "投币", "auditor"]


def test_an_interrupt_stops_at_the_next_progress_and_keeps_what_is_done(
    run: Run, add_check: AddCheck, out: Path
) -> None:
    before = signal.getsignal(signal.SIGINT)
    steps = []

    def body(_job: Job, ctx: Context) -> Outcome:
        ctx.finding(finding("a:1", check="b.one"))
        signal.raise_signal(signal.SIGINT)
        steps.append("still running")
        ctx.progress(1, 2)
        steps.append("never reached")
        return Outcome(measures={"n": 1})

    add_check("a.one", counts(1))
    add_check("b.one", body)
    add_check("c.one", counts(1))
    with pytest.raises(CancelledRunError) as caught:
        run()
    assert (caught.value.data["done"], caught.value.data["total"]) == (1, 3)
    assert steps == ["still running"]
    assert [(r.check, r.status, r.finding_count) for r in read_results(out)] == [
        ("a.one", "done", 0),
        ("b.one", "cancelled", 1),
    ]
    assert signal.getsignal(signal.SIGINT) == before


def test_a_second_interrupt_breaks_off_a_check_that_does_not_listen(
    run: Run, add_check: AddCheck, out: Path
) -> None:
    def body(_job: Job, _ctx: Context) -> Outcome:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    with pytest.raises(CancelledRunError):
        run()
    assert [r.status for r in read_results(out)] == ["cancelled"]


def test_a_full_disk_ends_the_run_with_one_sentence(
    run: Run, add_check: AddCheck, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_check("a.one", counts(1))
    add_check("b.one", counts(2))
    run(only=["a.one"])
    before = (out / "results/a.one.json").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        run()
    assert (out / "results/a.one.json").read_bytes() == before
    assert [p.name for p in (out / "results").iterdir()] == ["a.one.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full to write to")
def test_a_full_disk_while_findings_are_written_ends_the_run(
    run: Run, add_check: AddCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    def body(_job: Job, ctx: Context) -> Outcome:
        for number in range(50):
            ctx.finding(finding(f"f:{number}"))
        return Outcome(measures={"n": 1})

    add_check("a.one", body)
    monkeypatch.setattr(FindingWriter, "_part", lambda _self, _number: Path("/dev/full"))
    monkeypatch.setattr(FindingWriter, "discard", lambda _self: None)
    with pytest.raises(OutputError, match="No space left on device"):
        run()


def test_an_output_folder_that_is_a_file_is_refused(
    run: Run, add_check: AddCheck, out: Path
) -> None:
    add_check("a.one", counts(1))
    out.write_text("")
    with pytest.raises(OutputIsFileError):
        run()


def test_a_result_file_that_is_not_one_is_named(run: Run, add_check: AddCheck, out: Path) -> None:
    add_check("a.one", counts(1))
    run()
    (out / "results/a.one.json").write_text("[]")
    with pytest.raises(BadResultError, match=r"a\.one\.json"):
        read_results(out)


def test_paths_stay_in_the_project_folder(
    run: Run, add_check: AddCheck, declared: Declared
) -> None:
    (declared.root / "corpus").mkdir()
    (declared.root / "corpus" / "b.jsonl").write_text("")
    (declared.root / "corpus" / "a.jsonl").write_text("")
    seen: list[Path] = []

    def body(job: Job, ctx: Context) -> Outcome:
        seen.extend(ctx.glob(["corpus/*.jsonl"]))
        seen.append(ctx.path(job.payload))
        return Outcome(measures={"n": 1})

    add_check("a.one", body, [Job("m1", p, p) for p in ("corpus/a.jsonl", "../x", "/etc/passwd")])
    assert [r.status for r in run()] == ["done", "failed", "failed"]
    assert [p.name for p in seen[:3]] == ["a.jsonl", "b.jsonl", "a.jsonl"]
