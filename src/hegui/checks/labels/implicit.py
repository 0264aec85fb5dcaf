"""label.implicit: whether generated files carry the implicit label of GB 45438.

Reads metadata of images, films, sounds and documents in pieces; nothing is decoded or re-encoded.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.both import with_manifest
from hegui.checks.labels.carriers import UnreadableMediaError, read_label_sites
from hegui.checks.labels.companions import is_companion
from hegui.checks.labels.judge import Fault, Judged, judge
from hegui.checks.labels.rules import Rules, load_rules
from hegui.common.files import why
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import Media

ID = "label.implicit"
VERDICTS = ("compliant", "noncompliant", "not_found", "inconclusive")
NO_FILES = Text("没有文件与 {patterns} 相符", "no file matches {patterns}")
CANNOT_OPEN = Text("无法打开（{why}）", "cannot be opened ({why})")


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """One job per subject, over all its media targets; media of a dataset is training data."""
    datasets = {subject.id for subject in declared.project.subjects if subject.kind == "dataset"}
    by_subject: dict[str, list[Media]] = {}
    for media in declared.project.targets.media:
        if media.subject in datasets:
            continue
        by_subject.setdefault(media.subject, []).append(media)
    for subject, targets in by_subject.items():
        yield Job(subject, ", ".join(media.id for media in targets), tuple(targets))


@check(
    id=ID,
    version="3",
    title=Text("隐式标识", "Implicit labels"),
    subject_kinds=("service", "model"),
    measures=("files", *VERDICTS),
    cannot_show=Text(
        "只读文件元数据：不能说明标识内容属实、抽取的文件有代表性，也看不到数字水印；"
        "平台转存后是否保留另由 label.pipeline 检查。",
        "Reads file metadata only: it cannot show that a label is true, that the files are "
        "representative, or that a digital watermark is there; whether labels survive a platform "
        "is checked by label.pipeline.",
    ),
    plan=plan,
)
def run(job: Job, ctx: Context) -> Outcome:
    """Read and judge every file of the job's media targets."""
    rules = load_rules(ctx.catalogue)
    paths = _files(job.payload, ctx)
    counts: Counter[str] = Counter()
    inputs: list[InputFile] = []
    for number, path in enumerate(paths, start=1):
        name = path.relative_to(ctx.declared.root).as_posix()
        judged = _judged(path, name, rules, ctx)
        counts[judged.verdict] += 1
        for fault in judged.faults:
            ctx.finding(_finding(job, name, fault, judged))
        if (entry := _input(path, ctx.declared.root)) is not None:
            inputs.append(entry)
        ctx.progress(number, len(paths), "files")
    measures = {"files": len(paths)} | {verdict: counts[verdict] for verdict in VERDICTS}
    return Outcome(measures=measures, inputs=tuple(inputs))


def _files(targets: tuple[Media, ...], ctx: Context) -> list[Path]:
    """Return all files of content, each once; a target without one is an error, not a pass."""
    found: dict[Path, None] = {}
    for media in targets:
        paths = [path for path in ctx.glob(media.files) if not is_companion(path)]
        if not paths:
            patterns = ", ".join(media.files)
            ctx.error(ItemError(where=media.id, what=NO_FILES.both(patterns=patterns)))
        found |= dict.fromkeys(paths)
    return sorted(found)


def _judged(path: Path, name: str, rules: Rules, ctx: Context) -> Judged:
    try:
        return with_manifest(judge(read_label_sites(path), rules), path, rules)
    except UnreadableMediaError as error:
        ctx.error(ItemError(where=name, what=Text(error.message("zh"), error.message("en")).both()))
    except OSError as error:
        ctx.error(ItemError(where=name, what=CANNOT_OPEN.both(why=why(error))))
    return Judged("inconclusive", ())


def _finding(job: Job, name: str, fault: Fault, judged: Judged) -> Finding:
    return Finding(
        check=ID,
        subject=job.subject,
        item=name,
        where=f"{name} · {fault.place}",
        kind=judged.verdict,
        code=fault.check,
        variant=fault.severity,
        note=fault.note.both(),
    )


def _input(path: Path, root: Path) -> InputFile | None:
    """Return the file as an input; one that cannot be opened is counted as an error already."""
    try:
        return input_file(path, root)
    except OSError:
        return None
