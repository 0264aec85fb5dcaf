"""`corpus.duplicates`: how many documents are copies of others, or nearly so."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from msgspec import Meta

from hegui.checks.corpus.common import plan_by_subject
from hegui.checks.corpus.duplicates.merging import Duplicate, find_duplicates
from hegui.checks.corpus.duplicates.rules import Rules, rules
from hegui.checks.corpus.duplicates.stage import SketchLine, sketch_stage
from hegui.checks.corpus.reading.files import CorpusFile, corpus_files
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.output import read_errors
from hegui.checks.corpus.shards.run import Run, run
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import Finding, InputFile
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.project.model import Corpus, FieldMap

CHECK = "corpus.duplicates"


class DuplicateParameters(Record, frozen=True, kw_only=True):
    """`resemblance`: from which documents are near duplicates; our own choice when absent."""

    resemblance: Annotated[float, Meta(ge=0.5, le=1)] | None = None


@check(
    id=CHECK,
    version="1",
    title=Text("语料重复", "Duplicates in the corpus"),
    subject_kinds=("dataset",),
    measures=("docs", "exact", "near"),
    cannot_show=Text(
        "近似程度由摘要估计，接近界限的会误判或漏判；换了说法的重复、以及夹在长文中的整篇短文看不见；"
        "重复是否应当去除，由人判断。",
        "Likeness is estimated from sketches, so that pairs near the limit can be taken or missed. "
        "Duplicates in other words, and a short document inside a long one, are not seen. Whether "
        "duplicates should go, people must judge.",
    ),
    plan=plan_by_subject,
    parameters=DuplicateParameters,
)
def corpus_duplicates(job: Job, context: Context) -> Outcome:
    """Sketch all documents and find those that are alike."""
    asked = read_parameters(context.declared, CHECK, DuplicateParameters).resemblance
    said = rules().limited(asked)
    with TemporaryDirectory(prefix="hegui-duplicates-") as folder:
        return _found(job, context, said, Path(folder))


def _found(job: Job, context: Context, said: Rules, folder: Path) -> Outcome:
    places, inputs = _sketched(job.payload, context, folder)
    size = sum(file.size for file in inputs)

    def take(_folder: Path, _shard: str, rows: list[Duplicate]) -> None:
        for row in rows:
            if row.kind != "kept":
                context.finding(_finding(job.subject, row))

    def tick() -> None:  # hears the wish to stop
        context.progress(size, size, "B")

    summary = find_duplicates(places, said, folder / "parts", take, tick)
    return Outcome(
        measures={"docs": summary.docs, "exact": summary.exact, "near": summary.near},
        inputs=tuple(sorted(inputs, key=lambda file: file.path)),
        run={"clusters": summary.clusters, "largest": summary.largest, "left": summary.left},
    )


Places = list[tuple[Path, str]]


def _sketched(
    corpora: Sequence[Corpus], context: Context, folder: Path
) -> tuple[Places, list[InputFile]]:
    """Sketch the files of corpora, each in a folder for its fields."""
    by_fields: dict[FieldMap, dict[str, CorpusFile]] = {}
    seen: set[str] = set()
    for corpus in corpora:
        for file in corpus_files(corpus, context):
            if file.name not in seen:
                seen.add(file.name)
                by_fields.setdefault(corpus.fields, {})[file.name] = file
    total = sum(file.size for files in by_fields.values() for file in files.values())
    places: Places = []
    inputs: list[InputFile] = []
    done = 0
    for number, (fields, files) in enumerate(by_fields.items()):
        own = folder / str(number)

        def progress(read: int, _size: int, before: int = done) -> None:
            context.progress(min(before + read, total), total, "B")

        stage = sketch_stage(fields, own)
        result = run(stage, list(files.values()), LocalEngine(context.workers), progress=progress)
        done += sum(file.size for file in files.values())
        places += [(own, line.shard) for line in result.lines]
        inputs += _told(result, own, context)
    return places, inputs


def _told(result: Run[SketchLine], folder: Path, context: Context) -> list[InputFile]:
    """Tell the errors of a run; a file that cannot be read stops the check."""
    if result.failures:
        raise result.failures[0].error()
    for line in result.lines:
        for error in read_errors(folder, line.shard):
            context.error(error)
    return [InputFile(path=one.shard, size=one.size, sha256=one.sha256) for one in result.lines]


def _finding(subject: str, row: Duplicate) -> Finding:
    return Finding(
        check=CHECK,
        subject=subject,
        item=row.doc_id,
        where=f"{row.shard}:{row.line}",
        kind=f"{row.kind}_duplicate",
        code=str(row.cluster),
        note=f"{row.kept_shard}:{row.kept_line} resemblance={row.resemblance} "
        f"containment={row.containment}",
    )
