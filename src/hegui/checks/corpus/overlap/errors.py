"""What keeps an index from being made or used."""

from hegui.checks.corpus.errors import CorpusError
from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.engine.errors import NotRunError


class IndexExistsError(WrongUseError):
    """The file of a new index is there already."""

    code = "corpus_index_exists"
    text = Text(
        "“{path}”已经存在；索引不会被覆盖，请换一个 --out，或先移走旧文件。",
        "“{path}” is there already; an index is never written over. Choose another --out, or move "
        "the old file away.",
    )


class NotAnIndexError(WrongUseError):
    """The file is no index."""

    code = "corpus_not_an_index"
    text = Text(
        "“{path}”不是 hegui corpus index 生成的索引，或已损坏（{why}）；请重新生成。",
        "“{path}” is no index of hegui corpus index, or is damaged ({why}); make it again.",
    )


class IndexVersionError(WrongUseError):
    """The index was made in another format, or letters are read in another way now."""

    code = "corpus_index_version"
    text = Text(
        "索引“{path}”的格式是 {found}，这里读的是 {known}；请用本版本重新生成。",
        "Index “{path}” has the format {found}, where {known} is read; make it again with this "
        "version.",
    )


class NoIndexError(WrongUseError):
    """The index file is not there."""

    code = "corpus_no_index"
    text = Text(
        "找不到索引“{path}”，请先用 hegui corpus index 生成。",
        "There is no index “{path}”; make it with hegui corpus index first.",
    )


class NothingToIndexError(CorpusError):
    """No text is long enough to be recognised."""

    code = "corpus_nothing_to_index"
    text = Text(
        "没有一篇作品可供比对：{short} 篇不足 {gram} 个字，{bad} 篇不可读。请检查文件与字段名。",
        "No text can be compared: {short} have fewer than {gram} letters, {bad} cannot be read; check "
        "the files and the field names.",
    )


class NoProtectedError(NotRunError):
    """No protected works are declared: the check is not run."""

    code = "corpus_no_protected"
    text = Text(
        "没有声明要比对的作品，请在 targets.protected 中写明作品或索引。",
        "There is nothing to compare with; declare works or an index under targets.protected.",
    )


class NoProtectedFilesError(CorpusError):
    """Declared works name no file."""

    code = "corpus_no_protected_files"
    text = Text(
        "targets.protected 的“{id}”没有 index，files 也没有找到任何文件，请改正。",
        "“{id}” under targets.protected has no index, and its files name none; correct it.",
    )
