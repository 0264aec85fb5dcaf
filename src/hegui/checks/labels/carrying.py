"""Carry a label over: the label that a file had goes into the file that a step made of it."""

import json
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hegui.checks.labels.carriers import Reading, UnreadableMediaError, read_label_sites
from hegui.checks.labels.security.c2pa import find_c2pa
from hegui.checks.labels.value import parse_value
from hegui.checks.labels.write import LabelWriteError, Options, label_text, patch, rewrite
from hegui.checks.labels.write.errors import HAS_MANIFEST
from hegui.common.text import Text

Action = Literal["carry", "replace", "kept"]
DEFAULTS = Options()
SAME_FILE = Text(
    "来源和目标是同一个文件", "it is the very file from which the label is to be taken"
)
SOURCE_UNREADABLE = Text("读不了来源“{source}”：{zh}", "“{source}” cannot be read: {en}")
SOURCE_BARE = Text("来源“{source}”没有标识", "“{source}” holds no label that it could be given")
SOURCE_BAD = Text(
    "来源“{source}”的标识不成其为标识（{why}）",
    "what “{source}” holds is not a label ({why})",
)
SOURCE_SPLIT = Text(
    "来源“{source}”有 {count} 处互不相同的标识，无法判断用哪一个",
    "“{source}” holds {count} labels that differ, and which is meant cannot be told",
)
OTHER = Text(
    "其中已有另一个标识（{place}）；确要换掉请用 --force",
    "it already holds another label ({place}); use --force to replace it",
)


class Label(NamedTuple):
    """The label of a file: its carrier, its text as it stands there, and its fields."""

    carrier: str
    text: str
    fields: dict[str, str]


class Carried(NamedTuple):
    """What was done to a file, and the carriers the label came from and is in now.

    `carry`: the label was written; `replace`: in place of another; `kept`: it was there already.
    """

    action: Action
    source: str
    carrier: str
    path: Path


def label_of(source: Path, target: str) -> Label:
    """Return the one label of a file, or raise `LabelWriteError` for the target, by its name."""
    try:
        reading = read_label_sites(source)
    except UnreadableMediaError as error:
        zh, en = error.message("zh"), error.message("en")
        reason = SOURCE_UNREADABLE.filled(source=source.name, zh=zh, en=en)
        raise LabelWriteError(target, reason) from error
    values = [parse_value(site.text) for site in reading.sites]
    if not values:
        raise LabelWriteError(target, SOURCE_BARE.filled(source=source.name))
    first = values[0]
    if first.fields is None:
        raise LabelWriteError(target, _bad(source, first.fault or Text("", "")))
    if any(value.fields != first.fields for value in values):
        raise LabelWriteError(target, SOURCE_SPLIT.filled(source=source.name, count=len(values)))
    return Label(reading.carrier, reading.sites[0].text, first.fields)


def _bad(source: Path, fault: Text) -> Text:
    return Text(
        SOURCE_BAD.in_("zh", source=source.name, why=fault.zh),
        SOURCE_BAD.in_("en", source=source.name, why=fault.en),
    )


def carry_label(
    source: Path,
    target: Path,
    out: Path | None = None,
    *,
    options: Options = DEFAULTS,
    dry_run: bool = False,
    in_free_space: bool = False,
) -> Carried:
    """Write the label of `source` into `target`, or into a copy of it at `out`.

    The values of all fields stay as they are, those beyond the standard too. `options.force`
    replaces another label and writes although a signature breaks. With `in_free_space` nothing in
    `target` moves (`patch`), and there is no `out`. Raises `LabelWriteError`, and
    what reading and writing raise; the target is then as it was.
    """
    if source.samefile(target):
        raise LabelWriteError(target.name, SAME_FILE)
    label = label_of(source, target.name)
    reading = read_label_sites(target)
    action = _action(label, reading, target, force=options.force)
    done = Carried(action, label.carrier, reading.carrier, out or target)
    if dry_run or (action == "kept" and out is None):
        return done
    if not options.force and (manifest := find_c2pa(target)):
        raise LabelWriteError(target.name, HAS_MANIFEST.filled(place=manifest.place))
    text = reading.sites[0].text if action == "kept" else text_for(label, reading.carrier)
    if in_free_space:
        patch(target, text)
    else:
        rewrite(target, text, out, options=options)
    return done


def _action(label: Label, reading: Reading, target: Path, *, force: bool) -> Action:
    sites = reading.sites
    if all(parse_value(site.text).fields == label.fields for site in sites):
        return "kept" if len(sites) == 1 and sites[0].guide else "carry"
    if not force:
        raise LabelWriteError(target.name, OTHER.filled(place=sites[0].place))
    return "replace"


def text_for(label: Label, carrier: str) -> str:
    """Return the label as it goes into a carrier.

    It is the text as it stood, byte for byte, where that is one bare object that any carrier can
    hold; what was wrapped, encoded twice or spread over lines becomes a bare object on one line.
    """
    bare = _plain_object(label.text) == label.fields
    one_line = label.text.isprintable()
    return (
        label.text if bare and (one_line or carrier == label.carrier) else label_text(label.fields)
    )


def _plain_object(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
