"""`corpus.media`: files with a place, with a device's number, and with a label of AI content."""

from collections.abc import Iterable
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.media.captions import Beside, captions
from hegui.checks.corpus.media.files import kind_of_file
from hegui.checks.corpus.media.looking import MediaSeen
from hegui.checks.corpus.media.survey import MEASURES, MediaTally, kinds_of, look_safely
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import Media

CHECK = "corpus.media"
NO_FILES = Text("没有媒体文件与 {patterns} 相符", "no media file matches {patterns}")


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each dataset with media; media of services are for the label checks."""
    datasets = {s.id for s in declared.project.subjects if s.kind == "dataset"}
    by_subject: dict[str, list[Media]] = {}
    for media in declared.project.targets.media:
        if media.subject in datasets:
            by_subject.setdefault(media.subject, []).append(media)
    for subject, targets in by_subject.items():
        yield Job(subject, ", ".join(media.id for media in targets), tuple(targets))


@check(
    id=CHECK,
    version="2",
    title=Text("多媒体语料的元数据", "Metadata of media in the corpus"),
    subject_kinds=("dataset",),
    measures=MEASURES,
    cannot_show=Text(
        "画面或声音里的个人信息；厂商私有备注（MakerNote）里的序列号；没有标识的合成内容。",
        "Personal information in the picture or the sound itself; serial numbers in makers' private "
        "notes; AI-made content without a label.",
    ),
    plan=plan,
)
def corpus_media(job: Job, context: Context) -> Outcome:
    """Look at every media file of a dataset; values of places and numbers are never kept."""
    files = _files(job.payload, context)
    media, beside = files["media"], files["beside"]
    root = context.declared.root

    def name(path: Path) -> str:
        return path.relative_to(root).as_posix()

    def report(where: str, zh: str, en: str) -> None:
        context.error(ItemError(where=where, what=Text(zh, en).both()))

    synthetic = {one.id for one in captions(beside, name, report) if one.synthetic}
    tally, inputs = MediaTally(synthetic), [input_file(path, root) for path in beside]
    for number, path in enumerate(media, start=1):
        seen = look_safely(path)
        if isinstance(seen, Text):
            report(name(path), *seen)
        else:
            inputs.append(input_file(path, root))
            _tell(job, name(path), seen, context)
        tally.add(name(path), seen if isinstance(seen, MediaSeen) else None)
        context.progress(number, len(media), "files")
    return _outcome(tally, inputs, len(files["other"]))


def _outcome(tally: MediaTally, inputs: list[InputFile], left_out: int) -> Outcome:
    inputs.sort(key=lambda file: file.path)
    run = {**tally.further(), "left_out": left_out}
    return Outcome(measures=tally.measures(), inputs=tuple(inputs), run=run)


def _tell(job: Job, name: str, seen: MediaSeen, context: Context) -> None:
    for kind in kinds_of(seen):
        context.finding(
            Finding(
                check=CHECK, subject=job.subject, item=name, where=name, kind=kind, code=seen.form
            )
        )


def _files(targets: Iterable[Media], context: Context) -> dict[str, list[Path]]:
    """Return media files, what stands beside them, and others; a target without media is an error."""
    found: dict[Path, str] = {}
    beside = Beside()
    for target in targets:
        kinds = {path: kind_of_file(path, beside) for path in context.glob(target.files)}
        if "media" not in kinds.values():
            patterns = ", ".join(target.files)
            context.error(ItemError(where=target.id, what=NO_FILES.both(patterns=patterns)))
        found |= kinds
    kinds_of_all = ("media", "beside", "other")
    return {kind: sorted(p for p, own in found.items() if own == kind) for kind in kinds_of_all}
