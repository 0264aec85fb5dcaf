"""label.explicit.text, .image, .audio, .video: whether content carries its explicit label (LBL-C-09).

A large folder may be sampled; the draw can be repeated. What a machine cannot tell is inconclusive.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.companions import is_companion
from hegui.checks.labels.explicit.judging import CHECK, KINDS, judge_safely
from hegui.checks.labels.explicit.rules import CONTENTS, Content, load_explicit_rules
from hegui.checks.labels.explicit.verdict import Seen
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome, Plan, Run
from hegui.engine.inputs import input_file
from hegui.engine.model import Drawn, Finding, ItemError
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.engine.sampling import draw, key_for
from hegui.project.declared import Declared
from hegui.project.model import Media
from hegui.project.paths import expand

VERDICTS = ("compliant", "noncompliant", "not_found", "inconclusive")
TITLES: dict[Content, Text] = {
    "text": Text("文本显式标识", "Explicit labels on text"),
    "image": Text("图片显式标识", "Explicit labels on images"),
    "audio": Text("音频显式标识", "Explicit labels on audio"),
    "video": Text("视频显式标识", "Explicit labels on video"),
}
CANNOT: dict[Content, Text] = {
    "text": Text(
        "只看文件中的文字：不能说明页面上实际显示的样子；谈论这一话题的文字须由人判断。",
        "Sees the words of files only: not how they look on the page; texts about the subject need "
        "a person.",
    ),
    "image": Text(
        "没有添加记录也没有文字识别引擎时无法判断；不能说明普通人是否看得清楚。",
        "Cannot tell without a record or an OCR engine, nor whether people can read it with ease.",
    ),
    "audio": Text(
        "听得出节奏和所给的语音提示，听不出别的语音；不能说明普通人是否听得清楚。",
        "Hears the rhythm and a given prompt, no other speech; not whether people hear it with ease.",
    ),
    "video": Text(
        "没有添加记录也没有文字识别引擎时无法判断；看不到播放器周边的标识，也不能说明普通人是否看得清楚。",
        "Cannot tell without a record or an OCR engine; does not see labels around the player, nor "
        "whether people can read it with ease.",
    ),
}


class ExplicitParameters(Record, frozen=True, kw_only=True):
    """What the project file may set: `sample` files are drawn, 0 for all; `prompt` is a spoken
    prompt to listen for in sounds."""

    sample: Annotated[int, Meta(ge=0)] = 0
    prompt: str = ""


def check_id(content: Content) -> str:
    """Return the id of the check of one kind of content."""
    return f"label.explicit.{content}"


def planned(content: Content) -> Plan:
    """Return the plan: a job per subject with such files; media of a dataset is training data."""

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        wish = read_parameters(declared, check_id(content), ExplicitParameters)
        datasets = {s.id for s in declared.project.subjects if s.kind == "dataset"}
        by_subject: dict[str, list[Media]] = {}
        for media in declared.project.targets.media:
            if media.subject not in datasets:
                by_subject.setdefault(media.subject, []).append(media)
        for subject, targets in by_subject.items():
            if media_files(declared.root, targets, content):
                named = ", ".join(media.id for media in targets)
                given = {"sample": wish.sample} if wish.sample else {}
                yield Job(subject, named, (tuple(targets), wish), given)

    return plan


def media_files(root: Path, targets: Iterable[Media], content: Content) -> list[Path]:
    """Return the files of one kind of content that targets name, each once; records are no content."""
    paths = expand(root, [pattern for media in targets for pattern in media.files])
    return [p for p in paths if is_content(p, content)]


def is_content(path: Path, content: Content) -> bool:
    """Tell whether a file is content of a kind and not a record of a label."""
    return path.suffix.lower() in KINDS[content] and not is_companion(path)


def runner(content: Content) -> Run:
    """Return the function that judges the files of one job."""

    def run(job: Job, ctx: Context) -> Outcome:
        targets, wish = job.payload
        paths = media_files(ctx.declared.root, targets, content)
        named = {path.relative_to(ctx.declared.root).as_posix(): path for path in paths}
        drawn: tuple[Drawn, ...] = ()
        if 0 < wish.sample < len(named):
            drawn = (draw(named, wish.sample, key_for(ctx.seed, check_id(content), job.subject)),)
            named = {name: named[name] for name in sorted(drawn[0].ids)}
        counts = _judged(job, ctx, content, named)
        measures = {"files": len(named)} | {verdict: counts[verdict] for verdict in VERDICTS}
        inputs = tuple(input_file(path, ctx.declared.root) for path in named.values())
        return Outcome(measures=measures, drawn=drawn, inputs=inputs)

    return run


def _judged(job: Job, ctx: Context, content: Content, named: dict[str, Path]) -> Counter[str]:
    rules = load_explicit_rules(ctx.catalogue)
    wish = job.payload[1]
    prompt = ctx.path(wish.prompt) if wish.prompt else None
    counts: Counter[str] = Counter()
    for number, (name, path) in enumerate(named.items(), start=1):
        seen = judge_safely(path, rules, prompt)
        counts[seen.verdict] += 1
        if seen.verdict == "inconclusive":
            ctx.error(ItemError(where=name, what=reasons(seen).both()))
        elif seen.verdict != "compliant":
            ctx.finding(_finding(job, content, name, seen))
        ctx.progress(number, len(named), "files")
    return counts


def reasons(seen: Seen) -> Text:
    """Return the reasons of a verdict as one sentence."""
    return Text("；".join(r.zh for r in seen.reasons), "; ".join(r.en for r in seen.reasons))


def _finding(job: Job, content: Content, name: str, seen: Seen) -> Finding:
    return Finding(
        check=check_id(content),
        subject=job.subject,
        item=name,
        where=f"{name} · {seen.place}" if seen.place else name,
        kind=seen.verdict,
        code=CHECK,
        variant=seen.basis,
        note=reasons(seen).both(),
    )


def register(wrap: Callable[..., Callable[[Run], Run]] = check) -> None:
    """Register the four checks."""
    for content in CONTENTS:
        wrap(
            id=check_id(content),
            version="1",
            title=TITLES[content],
            subject_kinds=("service", "model"),
            measures=("files", *VERDICTS),
            cannot_show=CANNOT[content],
            plan=planned(content),
            parameters=ExplicitParameters,
        )(runner(content))


register()
