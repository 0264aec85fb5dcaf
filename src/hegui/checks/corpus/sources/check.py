"""`corpus.sources`: is every source registered, with its basis, assessed, and within limits?"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hegui.checks.corpus.common import plan_by_subject
from hegui.checks.corpus.errors import NoRegisterError
from hegui.checks.corpus.scanning.passes import scan
from hegui.checks.corpus.sources.defects import defects
from hegui.checks.corpus.sources.detector import CHECK, SourceSpec
from hegui.checks.corpus.sources.measures import Missing, corpus_measures, limits, register_measures
from hegui.checks.corpus.sources.register import SourceEntry, read_register
from hegui.checks.corpus.sources.rights import absent_files, lacking_basis
from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.model import Corpus

NO_BASIS_FILE = Text(
    "来源“{id}”的 {column} 写的文件“{value}”不存在",
    "the file “{value}” in {column} of source “{id}” is not there",
)


class AmbiguousSourceError(WrongUseError):
    """Two registered sources claim the same name or file."""

    code = "ambiguous_source"
    text = Text(
        "来源“{one}”与“{other}”都登记了“{name}”，无法判断文档属于哪一个，请改正来源登记表。",
        "Sources “{one}” and “{other}” both claim “{name}”, so that its documents cannot be "
        "counted; correct the source register.",
    )


@check(
    id=CHECK,
    version="2",
    title=Text("语料来源登记", "Source register of the corpus"),
    subject_kinds=("dataset",),
    measures=(
        "sources_total",
        "sources_complete",
        "sources_assessed_before",
        "sources_assessed_after",
        "sources_over_limit_before",
        "sources_over_limit_after",
        "sources_supported_before",
        "sources_supported_after",
        "contracts_ended",
        "contracts_ending",
        "opt_outs_not_honoured",
        "opt_outs_unknown",
        "basis_missing_by_kind",
        "foreign_share",
        "foreign_open_source_share",
        "single_source_cells",
        "traceable_share",
        "licensed_share",
        "languages",
        "kinds",
    ),
    cannot_show=Text(
        "登记完整不证明授权真实有效，也不证明提供者自己有权；占比按文档数计算，样本合格不等于整个来源合格。",
        "A complete register does not prove that a basis is genuine or that the supplier had the "
        "right; shares count documents; a good sample does not make a good source.",
    ),
    plan=plan_by_subject,
)
def corpus_sources(job: Job, context: Context) -> Outcome:
    """Read the registers and count the documents of each source."""
    entries, inputs = registered(job.payload, context)
    as_of = context.declared.as_of
    used = [entry for entry in entries.values() if entry.used]
    missing = {entry.id: missing_basis(entry, context) for entry in used}
    measures = register_measures(used, missing, context.catalogue, as_of)
    rejected = frozenset(n for entry in entries.values() if not entry.used for n in entry.names)
    spec = SourceSpec(job.subject, names_of(used), files_of(used, context), rejected)
    totals = scan(job.payload, context, spec)
    documents = totals.prefixed("source")
    measures |= corpus_measures(used, missing, documents, totals.docs)
    for finding in register_findings(job.subject, used, missing, context):
        context.finding(finding)
    return Outcome(
        measures=measures,
        inputs=(*totals.inputs, *inputs),
        run={"documents": totals.docs, "unregistered": totals.counts["unregistered"]},
    )


def registered(
    corpora: Sequence[Corpus], context: Context
) -> tuple[dict[str, SourceEntry], list[InputFile]]:
    """Return the entries of all registers by id, and the files they were read from."""
    paths: dict[Path, None] = {}
    for corpus in corpora:
        if not corpus.sources:
            raise NoRegisterError(corpus=corpus.id)
        paths[context.path(corpus.sources)] = None
    root = context.declared.root
    entries: dict[str, SourceEntry] = {}
    for path in paths:
        for entry in read_register(path, path.relative_to(root).as_posix()):
            if entry.id in entries:
                raise AmbiguousSourceError(one=entry.id, other=entry.id, name=entry.id)
            entries[entry.id] = entry
    return entries, [input_file(path, root) for path in paths]


def missing_basis(entry: SourceEntry, context: Context) -> tuple[str, ...]:
    """Return the basis columns that hold nothing good; a file that is not there is named."""
    absent = absent_files(entry, context.path)
    for name in absent:
        what = NO_BASIS_FILE.both(id=entry.id, column=name, value=entry.basis[name])
        context.error(ItemError(where=place(entry), what=what))
    return lacking_basis(entry, absent, context.declared.as_of)


def place(entry: SourceEntry) -> str:
    """Return where a source is registered: file and line."""
    return f"{entry.file}:{entry.line}"


def names_of(used: Iterable[SourceEntry]) -> dict[str, str]:
    """Return which name in the records belongs to which source."""
    return _owners((name, entry.id) for entry in used for name in entry.names)


def files_of(used: Iterable[SourceEntry], context: Context) -> dict[str, str]:
    """Return which file belongs to which source, for records that name none."""
    root = context.declared.root
    return _owners(
        (path.relative_to(root).as_posix(), entry.id)
        for entry in used
        if entry.files
        for path in context.glob(entry.files)
    )


def _owners(claims: Iterable[tuple[str, str]]) -> dict[str, str]:
    owners: dict[str, str] = {}
    for name, source in claims:
        other = owners.setdefault(name, source)
        if other != source:
            raise AmbiguousSourceError(one=other, other=source, name=name)
    return owners


def register_findings(
    subject: str, used: Iterable[SourceEntry], missing: Missing, context: Context
) -> Iterator[Finding]:
    """Yield what is wrong with each registered source."""
    most = limits(context.catalogue)
    for entry in used:
        lacking = missing.get(entry.id, ())
        for kind, note in defects(entry, lacking, most, context.declared.as_of):
            yield Finding(
                check=CHECK,
                subject=subject,
                item=entry.id,
                where=place(entry),
                kind=kind,
                code=entry.kind,
                note=note,
            )
