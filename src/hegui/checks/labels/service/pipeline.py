"""label.pipeline: whether labels survive the steps of a pipeline, by files before and after each.

Nothing is run here: a step is declared by two folders, what went in and what came out. Files belong
together by their name without its suffix. Only files that had a label before are counted.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.companions import is_companion
from hegui.checks.labels.explicit.evidence import read_record
from hegui.checks.labels.explicit.judging import content_of, judge_safely
from hegui.checks.labels.explicit.rules import load_explicit_rules
from hegui.checks.labels.value import parse_value
from hegui.common.errors import HeguiError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import Finding, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.paths import expand

ID, CODE = "label.pipeline", "LBL-C-10"
KINDS = ("explicit", "implicit")
LOST = Text(
    "步骤“{step}”之后没有原来的标识", "the label is gone or changed after the step “{step}”"
)
GONE = Text("步骤“{step}”没有对应的输出", "the step “{step}” has no such output")
UNSURE = Text(
    "步骤“{step}”之后是否还有标识无法判断", "whether the label is there after “{step}” is not known"
)


class Step(Record, frozen=True, kw_only=True):
    """One step: `before` and `after` are folders of the project."""

    name: str
    subject: str
    before: str
    after: str


class PipelineParameters(Record, frozen=True, kw_only=True):
    """What the project file may set."""

    steps: tuple[Step, ...] = ()


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Two jobs per subject with steps: one for explicit, one for implicit labels."""
    by_subject: dict[str, list[Step]] = {}
    for step in read_parameters(declared, ID, PipelineParameters).steps:
        by_subject.setdefault(step.subject, []).append(step)
    for subject, steps in by_subject.items():
        names = ", ".join(step.name for step in steps)
        for kind in KINDS:
            yield Job(subject, names, tuple(steps), {"kind": kind})


@check(
    id=ID,
    version="2",
    title=Text("标识在处理链中的保留", "Labels through the processing pipeline"),
    subject_kinds=("service",),
    measures=("steps", "labels_kept", "labels_lost"),
    cannot_show=Text(
        "只比较所给的文件：不能说明用户下载后另行处理的结果，也不能说明这些文件有代表性。",
        "Compares the given files only: not what users do to a file after downloading it, nor whether "
        "the files are representative.",
    ),
    plan=plan,
    parameters=PipelineParameters,
)
def run(job: Job, ctx: Context) -> Outcome:
    """Compare the files of every step; what cannot be told leaves `labels_lost` open at zero."""
    kept = lost = unsure = 0
    for step in job.payload:
        for name, before, after in _pairs(step, ctx):
            there = _same(job.parameters["kind"], before, after, ctx) if after else None
            kept += there is True
            lost += there is False
            unsure += there is None
            _tell(job, ctx, step, name, after, there)
            ctx.progress(kept + lost + unsure, None, "files")
    measures = {"steps": len(job.payload), "labels_kept": kept}
    if lost or (kept and not unsure):
        measures["labels_lost"] = lost
    return Outcome(measures=measures, run={"undecided": unsure})


def _pairs(step: Step, ctx: Context) -> Iterator[tuple[str, Path, Path | None]]:
    root = ctx.declared.root
    after = {_key(p, root, step.after): p for p in _content(root, step.after)}
    for path in _content(root, step.before):
        yield path.relative_to(root).as_posix(), path, after.get(_key(path, root, step.before))


def _content(root: Path, folder: str) -> list[Path]:
    return [path for path in expand(root, (folder,)) if not is_companion(path)]


def _key(path: Path, root: Path, folder: str) -> str:
    return path.relative_to(root / folder).with_suffix("").as_posix()


def _same(kind: str, before: Path, after: Path, ctx: Context) -> bool | str | None:
    """Tell whether the label of a file is there afterwards; "" when it had none before."""
    return _implicit(before, after) if kind == "implicit" else _explicit(before, after, ctx)


def _implicit(before: Path, after: Path) -> bool | str | None:
    wanted = _fields(before)
    if not wanted:
        return ""
    found = _fields(after)
    return None if found is None else any(fields == wanted[0] for fields in found)


def _fields(path: Path) -> list[Any] | None:
    try:
        return [parse_value(site.text) for site in read_label_sites(path).sites]
    except (HeguiError, OSError):
        return None


def _explicit(before: Path, after: Path, ctx: Context) -> bool | str | None:
    rules = load_explicit_rules(ctx.catalogue)
    if content_of(before) is None or judge_safely(before, rules).verdict != "compliant":
        return ""
    seen = _by_record(before, after, rules) or judge_safely(after, rules)
    return None if seen.verdict == "inconclusive" else seen.verdict == "compliant"


def _by_record(before: Path, after: Path, rules: Any) -> Any:
    """Look for the mark of the file before in the picture after, where both have one size."""
    from hegui.checks.labels.explicit.pictures import upright_frames
    from hegui.checks.labels.explicit.seeing import declared_mark, judge_declared

    record = read_record(before)
    if content_of(after) != "image" or read_record(after) is not None or record is None:
        return None
    mark = declared_mark(record.mark)
    try:
        frames = upright_frames(after)
    except HeguiError:
        return None
    if mark is None or any(tuple(frame.size) != tuple(mark.size) for frame in frames):
        return None
    return judge_declared(frames, mark, rules, "image")


def _tell(
    job: Job, ctx: Context, step: Step, name: str, after: Path | None, there: bool | str | None
) -> None:
    if there is False:
        ctx.finding(
            Finding(
                check=ID,
                subject=job.subject,
                item=name,
                where=f"{name} · {step.name}",
                kind="label_lost",
                code=CODE,
                variant=str(job.parameters["kind"]),
                note=LOST.both(step=step.name),
            )
        )
    elif there is None:
        what = UNSURE if after else GONE
        ctx.error(ItemError(where=name, what=what.both(step=step.name)))
