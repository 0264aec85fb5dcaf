"""Options that say where text and metadata stand in a record; the same in every command."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hegui.common.errors import WrongUseError
from hegui.common.text import Text

if TYPE_CHECKING:
    from hegui.checks.corpus.reading.files import CorpusFile
    from hegui.project.model import FieldMap

SHAPES = ("text", "messages", "prompt-response", "chosen-rejected", "any")
F = TypeVar("F", bound=Callable[..., Any])


class FieldOptionError(WrongUseError):
    """A `--meta` that is not NAME=FIELD, or of an unknown name."""

    code = "corpus_field_option"
    text = Text(
        "--meta 的“{given}”应写作 名称=字段，名称取自 {names}。",
        "“{given}” in --meta should be NAME=FIELD with a name out of {names}.",
    )


def text_options(command: F) -> F:
    """Add the options of where text, shape and id are, of the encoding, and of the store."""
    for option in (
        click.option(
            "--endpoint",
            default="",
            help="s3:// 的对象存储地址，默认取自 AWS_ENDPOINT_URL Address of the store of s3:// paths.",
        ),
        click.option(
            "--encoding",
            type=click.Choice(["auto", "gb18030", "gbk"]),
            default="auto",
            show_default=True,
            help="文本、JSON、CSV 的编码；auto 只认 UTF-8、UTF-16 Of text, JSON and CSV that is not UTF-8 or -16.",
        ),
        click.option(
            "--id-field", default="id", show_default=True, help="编号字段 Field of the id."
        ),
        click.option(
            "--fields",
            "shape",
            type=click.Choice(SHAPES),
            default="text",
            show_default=True,
            help="记录的形状：正文、对话、问答、偏好对，混有几种用 any Shape of a record; any for a mixture.",
        ),
        click.option(
            "--text-field",
            multiple=True,
            default=("text",),
            show_default=True,
            help="正文字段，可写多次，各成一篇 Field of the text, repeatable: each a document.",
        ),
    ):
        command = option(command)
    return command


def meta_option(command: F) -> F:
    """Add the mapping of metadata, for commands that read it."""
    return click.option(
        "--meta",
        multiple=True,
        metavar="NAME=FIELD",
        help="元数据所在的字段，如 licence=meta.license Field of metadata, repeatable.",
    )(command)


def files_of(asked: dict[str, Any], name: str = "paths") -> "list[CorpusFile]":
    """Return the files that the paths name, in the store that is meant, save outputs of runs.

    What was left out is noted in `asked`, as `left_out`, `earlier`, `passed_over` and `twice`.
    """
    from hegui.checks.corpus.shards.named import named
    from hegui.common.files import refuse_file

    refuse_file(asked["out"])
    found = named(asked[name], asked["endpoint"], asked["out"])
    asked["left_out"], asked["earlier"] = found.left_out, found.earlier
    asked["passed_over"], asked["twice"] = found.passed_over, found.twice
    return found.files


def field_map(asked: dict[str, Any]) -> "FieldMap":
    """Return the fields that the options name; raises `FieldOptionError`."""
    from hegui.project.model import FieldMap

    texts = asked["text_field"]
    return FieldMap(
        text=texts[0],
        texts=texts if len(texts) > 1 else (),
        shape=asked["shape"],
        id=asked["id_field"],
        encoding="" if asked["encoding"] == "auto" else "gb18030",
        **_meta(asked.get("meta", ())),
    )


def _meta(given: Sequence[str]) -> dict[str, str]:
    from hegui.checks.corpus.reading.single import META

    found: dict[str, str] = {}
    for one in given:
        name, equals, path = one.partition("=")
        if name not in META or not equals or not path:
            raise FieldOptionError(given=one, names=" ".join(META))
        found[name] = path
    return found
