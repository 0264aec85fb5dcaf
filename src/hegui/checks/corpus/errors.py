"""Errors that stop a corpus check: nothing was measured, so nothing is known."""

import re
from collections.abc import Iterable

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text
from hegui.engine.errors import NotRunError
from hegui.engine.model import ItemError


class CorpusError(HeguiError):
    """Root of the errors of corpus checks."""

    code = "corpus"


class NoFilesError(CorpusError):
    """A declared pattern names no file."""

    code = "corpus_no_files"
    text = Text(
        "语料“{corpus}”的“{pattern}”没有找到任何文件，请检查 targets.corpora 中的 files。",
        "Corpus “{corpus}”: “{pattern}” names no file; check files under targets.corpora.",
    )


class FormatError(CorpusError):
    """A corpus file has a format that is not read."""

    code = "corpus_format"
    text = Text(
        "语料文件“{path}”的格式不支持：{what_zh}。能读 JSONL、JSON、CSV、TSV、文本、WARC（可压缩为 .gz、.zst、.bz2、.xz），以及 Parquet 和 Arrow。",
        "Corpus file “{path}” has a format that is not read: {what_en}. JSONL, JSON, CSV, "
        "TSV, text and WARC are (also as .gz, .zst, .bz2, .xz), and Parquet and Arrow.",
    )


class NoColumnError(FormatError):
    """A table has no column of the text."""

    code = "corpus_no_column"
    text = Text(
        "语料文件“{path}”没有列“{wanted}”；有的列：{there}。请用 --text-field 写明正文所在的列"
        "（项目文件里写 fields.text）。",
        "Corpus file “{path}” has no column “{wanted}”; it has {there}. Name the column of the text by "
        "--text-field (fields.text in the project file).",
    )

    def __init__(self, *, path: str, wanted: Iterable[str], there: Iterable[str]) -> None:
        """Show what can be a name; the first row of a table without names may hold anything."""
        wanted = wanted if isinstance(wanted, str) else ", ".join(wanted)
        names = there if isinstance(there, str) else _shown(list(there))
        super().__init__(path=path, wanted=wanted, there=names)


MOST_NAMES, LONGEST_NAME = 12, 20
DIGITS = re.compile(r"\d{5}|[@＠]")


def _shown(names: list[str]) -> str:
    shown = [
        name if name and len(name) <= LONGEST_NAME and not DIGITS.search(name) else "…"
        for name in names[:MOST_NAMES]
    ]
    return ", ".join([*shown, "…"] if len(names) > MOST_NAMES else shown)


class DamagedFileError(CorpusError):
    """A corpus file or archive is damaged or cannot be read to its end."""

    code = "corpus_damaged"
    text = Text(
        "语料文件“{path}”已损坏或不完整（{why}），请重新取得该文件后再运行。",
        "Corpus file “{path}” is damaged or incomplete ({why}); get it again and run once more.",
    )


class CutFileError(DamagedFileError):
    """A damaged corpus file was read up to the damage: what came before it counts."""

    code = "corpus_cut"
    text = Text(
        "语料文件“{path}”已损坏或不完整（{why}）：损坏之前的 {docs} 条文档已读并计入，其后的没有读；"
        "请重新取得该文件后再运行。",
        "Corpus file “{path}” is damaged or incomplete ({why}): the {docs} documents before the damage "
        "were read and count, what follows was not; get it again and run once more.",
    )


class FileNameError(CorpusError):
    """The name of a corpus file is not UTF-8, so that no finding could name its place."""

    code = "corpus_file_name"
    text = Text(
        "语料文件“{path}”的路径不是 UTF-8（不能表示的字节写作 \\x…），没有读；请改名后再运行。",
        "The path of corpus file “{path}” is not UTF-8 (bytes that cannot be shown are written \\x…), "
        "so that it was not read; rename it and run once more.",
    )


class PackedContentError(CorpusError):
    """The content of a file is an archive or a table, but its name does not say so."""

    code = "corpus_packed"
    text = Text(
        "语料文件“{path}”的内容是 {kind}，文件名却没有写明；请{do_zh}后再运行。",
        "The content of corpus file “{path}” is {kind}, which its name does not say; {do_en} and run "
        "once more.",
    )


class UnreadableFileError(DamagedFileError):
    """A corpus file or object cannot be opened or read."""

    code = "corpus_unreadable"
    text = Text(
        "语料文件“{path}”读不了（{why}），请检查权限、磁盘或对象存储后再运行。",
        "Corpus file “{path}” cannot be read ({why}); check permissions, disk or object store and "
        "run once more.",
    )


class ChangedFileError(CorpusError):
    """A corpus file changed while it was read."""

    code = "corpus_changed"
    text = Text(
        "语料文件“{path}”在读取时发生了变化，结果不作数；请等它写完后再运行。",
        "Corpus file “{path}” changed while it was read, so that nothing is known of it; run once "
        "more when it is no longer written to.",
    )


class StoreError(CorpusError):
    """The object store does not answer, or refuses."""

    code = "corpus_store"
    text = Text(
        "对象存储“{path}”列不出来（{why}），请检查地址（--endpoint）、存储桶和凭据。",
        "The object store cannot list “{path}” ({why}); check the address (--endpoint), the bucket "
        "and the credentials.",
    )


class EmptyCorpusError(CorpusError):
    """There is no document with text."""

    code = "corpus_empty"
    text = Text(
        "语料“{corpus}”中没有一条有文字的文档（{unread} 条不可读{first_zh}），请检查文件内容和 fields "
        "的字段名。",
        "Corpus “{corpus}” holds no document with text ({unread} unreadable{first_en}); check the files "
        "and the field names under fields.",
    )

    def __init__(self, *, corpus: str, unread: int, first: ItemError | None = None) -> None:
        super().__init__(corpus=corpus, unread=unread, **_first(first))


class NoTextError(CorpusError):
    """Not one record of a corpus file gave text."""

    code = "corpus_no_text"
    text = Text(
        "语料文件“{path}”没有一条记录读出文字（{unread} 条不可读{first_zh}）；请检查文件的编码和内容，"
        "或用 --text-field、--fields 写明正文在哪里后再运行。",
        "Not one record of corpus file “{path}” gave text ({unread} unreadable{first_en}); check its "
        "encoding and content, or say where the text is by --text-field or --fields, and run once more.",
    )

    def __init__(self, *, path: str, unread: int, first: ItemError | None = None) -> None:
        super().__init__(path=path, unread=unread, **_first(first))


def _first(first: ItemError | None) -> dict[str, str]:
    """Return the first item that could not be read, in both languages."""
    zh, _, en = first.what.partition(" / ") if first else ("", "", "")
    return {
        "first_zh": f"；第一条在 {first.where}：{zh}" if first else "",
        "first_en": f"; the first at {first.where}: {en or zh}" if first else "",
    }


class WorkerLostError(CorpusError):
    """A worker process died."""

    code = "corpus_worker_lost"
    text = Text(
        "一个工作进程意外退出（常见原因是内存不足），请用较少的 workers 再试。",
        "A worker process died (often for lack of memory); try again with fewer workers.",
    )


class NoLibraryError(NotRunError):
    """No keyword library is declared: the scan is not run."""

    code = "corpus_no_library"
    text = Text(
        "没有可用的关键词库，请在 targets.terms 中声明。",
        "There is no keyword library; declare one under targets.terms.",
    )


class NoRegisterError(NotRunError):
    """No source register is declared: the check is not run."""

    code = "corpus_no_register"
    text = Text(
        "语料“{corpus}”没有声明来源登记表，请在 targets.corpora 的 sources 中写明文件。",
        "Corpus “{corpus}” declares no source register; name the file in sources under "
        "targets.corpora.",
    )


class MissingThresholdError(CorpusError):
    """The catalogue lacks a threshold that the check reads."""

    code = "corpus_missing_threshold"
    text = Text(
        "目录中没有技术要求“{requirement}”的阈值，无法判断来源是否超限，请检查所用目录。",
        "The catalogue has no threshold for requirement “{requirement}”, so that sources cannot be "
        "compared with it; check the catalogue in use.",
    )


class UnknownVariantError(WrongUseError):
    """A variant of terms was asked for that does not exist."""

    code = "unknown_variant"
    text = Text(
        "没有变体“{name}”；可用 {known}。",
        "There is no variant “{name}”; use {known}.",
    )
