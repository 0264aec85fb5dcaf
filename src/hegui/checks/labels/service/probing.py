"""Whether a step keeps labels: labelled probe files of every format go through it (LBL-C-10).

The probes are small real files, made by `tools/probes.py`; people may give their own. The step is
the user's own program. What it says of itself is not trusted: only its output is read.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hegui.checks.labels.carriers import Reading, read_label_sites
from hegui.checks.labels.carriers.documents import plain
from hegui.checks.labels.companions import is_companion
from hegui.checks.labels.explicit.judging import content_of
from hegui.checks.labels.service.stepping import NO_OUTPUT, fill, run_step
from hegui.checks.labels.value import parse_value
from hegui.checks.labels.write import aigc_label, write_label
from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.files import why
from hegui.common.text import Text

CHECK = "LBL-C-10"
FOLDER = Path(__file__).with_name("probes")
PRODUCER = "hegui-probe"
"""A name and no code: codes are never made up."""
SAME = {"jpeg": "jpg", "tiff": "tif", "htm": "html", "markdown": "md"}
State = Literal["kept", "misplaced", "altered", "lost", "undecided"]
BAD: tuple[State, ...] = ("misplaced", "altered", "lost")

KEPT = Text("标识原样保留", "the label is there as it was")
LOST = Text("输出里没有标识（原在 {place}）", "the output holds no label; it was at: {place}")
ALTERED = Text("标识内容变了（{fields}）", "the label changed ({fields})")
NOT_GUIDE = Text(
    "内容未变，但不在指南规定的位置（{place}）",
    "it is the same, but at a place that no guide names ({place})",
)
TWICE = Text("内容未变，但出现了 {count} 次", "it is the same, but there are {count} of them")
UNREADABLE = Text("输出无法读取：{zh}", "the output cannot be read: {en}")
UNLABELLED = Text("探针写不了标识：{zh}", "the probe cannot be labelled: {en}")
NOT_A_LABEL = Text("不再是一个 JSON 对象", "it is no JSON object any more")
BAD_PROBE = Text(
    "探针自带的标识不是一个 JSON 对象，或有几个互不相同的",
    "the label that the probe holds is no JSON object, or there are several that differ",
)


class UnknownFormatError(WrongUseError):
    """There is no probe of a format."""

    code = "label_probe_format"
    text = Text(
        "没有“{name}”的探针；可用：{known}。其他格式请用 --probe 给出自己的文件。",
        "There is no probe of “{name}”; known: {known}. Give a file of your own with --probe for "
        "others.",
    )


class Probed(NamedTuple):
    """What became of the label of one probe.

    `kept`; `misplaced`: the same, but not once at a place of the guides; `altered`; `lost`;
    `undecided`: the step gave no output, or none that can be read.
    """

    name: str
    state: State
    reason: Text
    before: Reading | None = None
    after: Reading | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "format": self.name,
            "state": self.state,
            "reason": self.reason._asdict(),
            "before": _told(self.before),
            "after": _told(self.after),
        }


def _told(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    sites = [{"place": site.place, "text": site.text} for site in reading.sites]
    return {"carrier": reading.carrier, "sites": sites}


def packaged(formats: Iterable[str] = ()) -> list[Path]:
    """Return the packaged probes of formats (`png`) and kinds (`image`).

    When none is given, all whose label is in the file itself: a side-car is lost by every step that
    takes one file. Raises `UnknownFormatError`.
    """
    probes = {path.suffix[1:]: path for path in sorted(FOLDER.glob("probe.*"))}
    kinds: dict[str, list[Path]] = {}
    for path in probes.values():
        kinds.setdefault(str(content_of(path)), []).append(path)
    found: dict[Path, None] = {}
    for name in (given.strip().lower().lstrip(".") for given in formats):
        if name in kinds:
            found |= dict.fromkeys(kinds[name])
        elif SAME.get(name, name) in probes:
            found[probes[SAME.get(name, name)]] = None
        else:
            raise UnknownFormatError(name=name, known=", ".join([*kinds, *probes]))
    return list(found) or [p for p in probes.values() if p.suffix not in plain.EXTENSIONS]


def probe(
    command: Sequence[str], probes: Iterable[Path], *, seconds: float, suffix: str = ""
) -> Iterator[Probed]:
    """Run a step over labelled copies of the probes, one after another, and yield what came out.

    `{in}` and `{out}` in the command become paths; `suffix` is the output's where the step makes
    another format. Raises `StepProgramError` when the program cannot be started.
    """
    for path in probes:
        name = path.suffix[1:] if path.parent == FOLDER else path.name
        with tempfile.TemporaryDirectory(prefix="hegui-probe-") as folder:
            yield _probed(name, path, Path(folder), command, seconds, suffix)


def _probed(
    name: str, path: Path, folder: Path, command: Sequence[str], seconds: float, suffix: str
) -> Probed:
    given = folder / "in" / path.name
    wanted = (folder / "out" / path.name).with_suffix(suffix or path.suffix)
    try:
        before = _labelled(path, given, name)
    except (HeguiError, OSError) as error:
        return Probed(name, "undecided", _because(UNLABELLED, error))
    wanted.parent.mkdir()
    if failed := run_step(fill(command, given, wanted), seconds):
        return Probed(name, "undecided", failed, before)
    out = _output(wanted)
    if out is None:
        return Probed(name, "undecided", NO_OUTPUT, before)
    try:
        after = read_label_sites(out)
    except (HeguiError, OSError) as error:
        return Probed(name, "undecided", _because(UNREADABLE, error), before)
    return Probed(name, *compared(before, after), before, after)


def _labelled(path: Path, given: Path, name: str) -> Reading:
    """Put a labelled copy of a probe at `given`; a label that it has stays."""
    given.parent.mkdir()
    shutil.copyfile(path, given)
    if not read_label_sites(given).sites:
        number = "".join(sign for sign in name if sign.isascii() and sign.isalnum())
        write_label(given, aigc_label(PRODUCER, f"probe-{number or 'file'}"))
    return read_label_sites(given)


def _output(wanted: Path) -> Path | None:
    """Return the output of a step: the file asked for, else the only one in its folder."""
    if wanted.is_file():
        return wanted
    if not wanted.parent.is_dir():
        return None
    others = [one for one in wanted.parent.iterdir() if one.is_file() and not is_companion(one)]
    return others[0] if len(others) == 1 else None


def _because(text: Text, error: HeguiError | OSError) -> Text:
    if isinstance(error, HeguiError):
        return text.filled(zh=error.message("zh"), en=error.message("en"))
    return text.filled(zh=why(error), en=why(error))


def compared(before: Reading, after: Reading) -> tuple[State, Text]:
    """Return what became of the label of a file, and why."""
    wanted, *more = [parse_value(site.text).fields for site in before.sites]
    if wanted is None or any(fields != wanted for fields in more):
        return "undecided", BAD_PROBE
    if not after.sites:
        return "lost", LOST.filled(place=before.sites[0].place)
    for site in after.sites:
        found = parse_value(site.text).fields
        if found != wanted:
            return "altered", _changes(wanted, found)
    if len(after.sites) > len(before.sites):
        return "misplaced", TWICE.filled(count=len(after.sites))
    if before.sites[0].guide and not any(site.guide for site in after.sites):
        return "misplaced", NOT_GUIDE.filled(place=after.sites[0].place)
    return "kept", KEPT


def _changes(wanted: dict[str, str], found: dict[str, str] | None) -> Text:
    if found is None:
        return Text(
            ALTERED.in_("zh", fields=NOT_A_LABEL.zh), ALTERED.in_("en", fields=NOT_A_LABEL.en)
        )
    names = [name for name in {**wanted, **found} if wanted.get(name) != found.get(name)]
    return ALTERED.filled(fields=", ".join(name[:40] for name in names[:8]))
