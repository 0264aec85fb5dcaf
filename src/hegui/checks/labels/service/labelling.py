"""Labelling bytes and files: explicit first, then implicit, with a content number for each.

Signing (C2PA) comes after both; a file that is signed already is not touched.
"""

import mimetypes
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.errors import LabelledAlreadyError
from hegui.checks.labels.explicit.evidence import LabelRecord
from hegui.checks.labels.explicit.fragments import label_page
from hegui.checks.labels.explicit.judging import KINDS, content_of
from hegui.checks.labels.explicit.marking import Asked, mark_file
from hegui.checks.labels.explicit.rules import ExplicitRules, load_explicit_rules
from hegui.checks.labels.explicit.texts import judge_text, label_text
from hegui.checks.labels.security.c2pa import find_c2pa
from hegui.checks.labels.write import aigc_label, write_label
from hegui.common.errors import HeguiError
from hegui.common.text import Text

Numbering = Callable[[], str]


class SignedContentError(HeguiError):
    """A file carries a C2PA manifest, which a label would break."""

    code = "label_signed"
    text = Text(
        "“{name}”已有 C2PA 签名（{place}），写入标识会使它失效；请先标识再签名。",
        "“{name}” is signed by C2PA already ({place}); a label would break it. Label first, then "
        "sign.",
    )


class UnlabelledContentError(HeguiError):
    """Content could not be labelled, so it must not be given out as it is."""

    code = "label_response"
    text = Text(
        "类型为“{type}”的内容未能标识：{zh}。请勿直接输出。",
        "Content of type “{type}” could not be labelled: {en}. Do not give it out as it is.",
    )

    def __init__(self, kind: str, zh: str, en: str) -> None:
        super().__init__(type=kind, zh=zh, en=en)


UNKNOWN = Text("不支持的类型", "the type is not supported")


def content_number() -> str:
    """Return a new content number: a random UUID without hyphens."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Labeller:
    """Labels content of one provider.

    `producer` is the provider's name or code as it was given to it; `number` makes the number of
    each content. With `explicit` or `implicit` off, only the other label is written.
    """

    producer: str
    rules: ExplicitRules
    asked: Asked = field(default_factory=Asked)
    number: Numbering = content_number
    explicit: bool = True
    implicit: bool = True

    @classmethod
    def of(cls, producer: str, **options: Any) -> "Labeller":
        """Return a labeller by the rules of the catalogue."""
        from hegui.catalogue import load

        return cls(producer, load_explicit_rules(load()), **options)

    def text(self, text: str) -> str:
        """Return a text with its prompt; one that has it already is returned as it is."""
        if not self.explicit or judge_text(text, self.rules).verdict == "compliant":
            return text
        a = self.asked
        return label_text(text, self.rules, place=a.place, lang=a.lang, words=a.words)

    def page(self, page: str) -> str:
        """Return an HTML page with the label as an element."""
        if not self.explicit:
            return page
        place: Any = "end" if self.asked.place == "end" else "start"
        return label_page(
            page, self.rules, place=place, lang=self.asked.lang, words=self.asked.words
        )

    def file(self, path: Path) -> LabelRecord | None:
        """Label a file where it is and return what was drawn; None where the mark was there.

        Raises `SignedContentError`, or the error of the label that could not be put on.
        """
        if (manifest := find_c2pa(path)) is not None:
            raise SignedContentError(name=path.name, place=manifest.place)
        record = None
        if self.explicit:
            with suppress(LabelledAlreadyError):
                record = mark_file(path, path, self.rules, self.asked, record=False)
        if self.implicit:
            write_label(path, aigc_label(self.producer, self.number()))
        return record

    def body(self, body: bytes, media_type: str) -> bytes:
        """Return the body of a response with its labels, by its media type.

        Texts keep their encoding (UTF-8 unless a charset is named). Raises
        `UnlabelledContentError` when the content cannot be labelled.
        """
        kind, _, more = media_type.partition(";")
        kind = kind.strip().lower()
        try:
            if kind in ("text/plain", "text/markdown", "text/html", "application/xhtml+xml"):
                charset = _charset(more)
                label = self.page if "html" in kind else self.text
                return label(body.decode(charset)).encode(charset)
            return self._media(body, kind)
        except HeguiError as error:
            if isinstance(error, UnlabelledContentError):
                raise
            raise UnlabelledContentError(kind, error.message("zh"), error.message("en")) from error
        except (UnicodeError, LookupError) as error:
            raise UnlabelledContentError(kind, "编码不符", "the encoding does not fit") from error

    def _media(self, body: bytes, kind: str) -> bytes:
        suffix = suffix_of(kind)
        if not suffix:
            raise UnlabelledContentError(kind, UNKNOWN.zh, UNKNOWN.en)
        with tempfile.TemporaryDirectory(prefix="hegui-label-") as folder:
            path = Path(folder, f"content{suffix}")
            path.write_bytes(body)
            self.file(path)
            return path.read_bytes()


def _charset(parameters: str) -> str:
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"')
    return "utf-8"


SUFFIXES = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif",
    "audio/wav": ".wav", "audio/x-wav": ".wav", "audio/mpeg": ".mp3", "audio/mp4": ".m4a",
    "audio/flac": ".flac", "audio/ogg": ".ogg", "video/mp4": ".mp4", "video/webm": ".webm",
    "video/quicktime": ".mov",
}  # fmt: skip


def suffix_of(kind: str) -> str:
    """Return the suffix of a media type whose content can be labelled, else an empty string."""
    suffix = SUFFIXES.get(kind) or mimetypes.guess_extension(kind) or ""
    known = {s for content in ("image", "audio", "video") for s in KINDS[content]}
    return suffix if suffix in known else ""


@contextmanager
def labelled_file(path: Path, labeller: Labeller) -> Iterator[Path]:
    """Yield a place to write generated content to; it appears at `path` only with its labels.

    When the block or a label fails, nothing appears and what stood at `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".hegui-label-", dir=path.parent) as folder:
        made = Path(folder, path.name)
        yield made
        if content_of(made) is None:
            raise UnlabelledContentError(path.suffix, UNKNOWN.zh, UNKNOWN.en)
        labeller.file(made)
        made.replace(path)
