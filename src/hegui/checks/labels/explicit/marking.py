"""Putting an explicit label on a file, whatever it is; the record is written beside it."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from hegui.checks.labels.carriers.documents.plain import sidecar_of
from hegui.checks.labels.explicit import documents
from hegui.checks.labels.explicit.errors import (
    CANNOT_READ,
    ExplicitLabelError,
    LabelledAlreadyError,
    UnsupportedContentError,
)
from hegui.checks.labels.explicit.evidence import LabelRecord, read_record, write_record
from hegui.checks.labels.explicit.fragments import label_page
from hegui.checks.labels.explicit.judging import content_of, judge_safely
from hegui.checks.labels.explicit.marks import Position, Wish
from hegui.checks.labels.explicit.places import place_name
from hegui.checks.labels.explicit.rules import Content, ExplicitRules, own
from hegui.checks.labels.explicit.saving import IMPLICIT
from hegui.checks.labels.explicit.swapping import MANIFEST, behind_links, beside, refuse_unfit
from hegui.checks.labels.explicit.texts import Place, judge_text, label_text, prompt_words
from hegui.checks.labels.explicit.verdict import Seen
from hegui.common.files import why
from hegui.common.hashing import sha256_file
from hegui.common.text import Lang, Text

HAS_LABEL = Text("已有显式标识（{zh}）", "it has an explicit label already ({en})")
NOT_SEEN = Text("写入后没有读到标识", "the label is not read in what was written")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asks for; what is not given follows our templates (own.yaml)."""

    words: str = ""
    lang: Lang = "zh"
    place: Place = "start"
    position: Position = "bottom_right"
    height_ratio: float = 0.0
    font: Path | None = None
    prompt: Path | None = None
    force: bool = False
    """Puts the label on although a C2PA manifest breaks."""


def mark_file(
    path: Path, destination: Path, rules: ExplicitRules, asked: Asked, *, record: bool = True
) -> LabelRecord:
    """Put an explicit label on a text, picture, sound or film and return what was done.

    The new file is made beside its destination, read back, measured, and swapped in; its record
    stands beside it. Raises errors of this package; the original is then unchanged. So it does for
    a file that has the label already: a text or sound by itself, a picture or film by its record.
    """
    content = content_of(path)
    if content is None:
        raise UnsupportedContentError(name=path.name)
    destination = behind_links(destination)
    try:
        signed = refuse_unfit(path, destination, force=asked.force)
        made = _marked(content, path, destination, rules, asked)
    except OSError as error:
        raise ExplicitLabelError(path.name, CANNOT_READ, why=why(error)) from error
    if signed:
        made = msgspec.structs.replace(made, lost=(*made.lost, MANIFEST))
    if record:
        write_record(destination, made)
    return made


def check_file(path: Path, destination: Path, rules: ExplicitRules, asked: Asked) -> None:
    """Raise where `mark_file` would before it draws: kind, codec, manifest, label that is there."""
    content = content_of(path)
    if content is None:
        raise UnsupportedContentError(name=path.name)
    try:
        refuse_unfit(path, behind_links(destination), force=asked.force)
    except OSError as error:
        raise ExplicitLabelError(path.name, CANNOT_READ, why=why(error)) from error
    if content == "text":
        _plain_kind(path)
    elif content == "image":
        from hegui.checks.labels.explicit.opening import decoding, opened
        from hegui.checks.labels.explicit.pictures import check

        with opened(path) as picture, decoding(path.name):
            check(picture, path.name)
    elif content == "video":
        from hegui.checks.labels.explicit.filming import check_film

        check_film(path)
    if content in ("text", "audio") or read_record(path) is not None:
        _not_again(path, rules)


def _marked(
    content: Content, path: Path, destination: Path, rules: ExplicitRules, asked: Asked
) -> LabelRecord:
    if content == "text":
        return _text(path, destination, rules, asked)
    if content == "audio":
        from hegui.checks.labels.explicit.sounding import mark_sound

        _not_again(path, rules)
        return mark_sound(path, destination, rules, place=asked.place, prompt=asked.prompt)
    wish = wish_of(content, rules, asked)
    if read_record(path) is not None:
        _not_again(path, rules)
    if content == "image":
        from hegui.checks.labels.explicit.pictures import mark_picture

        return mark_picture(path, destination, wish)
    from hegui.checks.labels.explicit.filming import mark_film

    return mark_film(path, destination, rules, wish)


def _not_again(path: Path, rules: ExplicitRules) -> None:
    """Raise for a file that carries its label: a second one would lie over or before the first."""
    seen = judge_safely(path, rules)
    if seen.verdict == "compliant":
        raise _labelled(path, seen)


def _labelled(path: Path, seen: Seen) -> LabelledAlreadyError:
    place = place_name(seen.place)
    return LabelledAlreadyError(
        path.name, Text(HAS_LABEL.zh.format(zh=place.zh), HAS_LABEL.en.format(en=place.en))
    )


def wish_of(content: Content, rules: ExplicitRules, asked: Asked) -> Wish:
    """Return the mark that is asked for, never lower than the standard's height."""
    least = rules.film_height_ratio if content == "video" else rules.height_ratio
    short = "" if asked.words else str(own()["templates"][asked.lang]["mark_short"])
    return Wish(
        words=prompt_words(rules, "mark", asked.lang, asked.words),
        shorter=short,
        position=asked.position,
        height_ratio=max(asked.height_ratio, least),
        font=asked.font,
    )


def _text(path: Path, destination: Path, rules: ExplicitRules, asked: Asked) -> LabelRecord:
    suffix = _plain_kind(path)
    before = sha256_file(path)
    old = documents.decoded(path)
    page = suffix in documents.PAGES
    seen = judge_text(documents.visible_text(old) if page else old, rules)
    if seen.verdict == "compliant":
        raise _labelled(path, seen)
    new = _page(old, rules, asked) if page else _plain(old, rules, asked)
    encoding = "utf-8" if _is_utf8(path) else "gb18030"
    with beside(path, destination) as made:
        made.write_bytes(new.encode(encoding))
        again = documents.decoded(made)
        again_seen = judge_text(documents.visible_text(again) if page else again, rules)
        if again_seen.verdict != "compliant":
            raise ExplicitLabelError(path.name, NOT_SEEN)
    return LabelRecord(
        content="text",
        file=destination.name,
        words=prompt_words(rules, asked.place, asked.lang, asked.words),
        place=again_seen.place,
        coded="nothing",
        lost=_outdated(path, destination),
        before_sha256=before,
        after_sha256=sha256_file(destination),
    )


def _outdated(path: Path, destination: Path) -> tuple[str, ...]:
    """Return what does not hold any more: a side-car speaks of the text as it was, and stays there."""
    return (IMPLICIT,) if sidecar_of(path).exists() or sidecar_of(destination).exists() else ()


def _plain_kind(path: Path) -> str:
    """Return the suffix of a text that takes a sentence; raises `UnsupportedContentError`."""
    suffix = path.suffix.lower()
    if suffix not in (*documents.PLAIN, *documents.PAGES) or suffix == ".csv":
        raise UnsupportedContentError(name=path.name)
    return suffix


def _plain(old: str, rules: ExplicitRules, asked: Asked) -> str:
    windows = 0 < old.count("\n") == old.count("\r\n")
    plain = old.replace("\r\n", "\n") if windows else old
    new = label_text(plain, rules, place=asked.place, lang=asked.lang, words=asked.words)
    return new.replace("\n", "\r\n") if windows else new


def _page(old: str, rules: ExplicitRules, asked: Asked) -> str:
    place = "end" if asked.place == "end" else "start"
    return label_page(old, rules, place=place, lang=asked.lang, words=asked.words)  # type: ignore[arg-type]


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
