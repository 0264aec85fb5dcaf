"""From the project file to indexes: those that are declared, and those made for one run."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hegui.checks.corpus.overlap.building import Built, build_index
from hegui.checks.corpus.overlap.errors import NoProtectedError, NoProtectedFilesError
from hegui.checks.corpus.reading.files import described
from hegui.common.text import Text
from hegui.engine.check import Context
from hegui.engine.inputs import input_file
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import Protected

TOO_SHORT = Text(
    "作品不足 {gram} 个字，无法比对",
    "the work has fewer than {gram} letters and cannot be compared",
)


@dataclass(slots=True)
class Indexes:
    """Indexes to compare with, and the files they were made from."""

    paths: list[Path] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)


@contextmanager
def declared_indexes(subject: str, context: Context) -> Iterator[Indexes]:
    """Yield the indexes of a dataset; those made from files last as long as the context.

    Raises `NoProtectedError` where nothing is declared. A work that cannot be compared is an error
    of the run, never left out quietly.
    """
    declared = [one for one in context.declared.project.targets.protected if one.subject == subject]
    if not declared:
        raise NoProtectedError
    with TemporaryDirectory(prefix="hegui-index-") as folder:
        yield _indexes(declared, Path(folder), context)


def _indexes(declared: Iterable[Protected], folder: Path, context: Context) -> Indexes:
    found = Indexes()
    for one in declared:
        if one.index:
            path = context.path(one.index)
            found.inputs.append(input_file(path, context.declared.root))
        else:
            path = folder / f"{one.id}.index"
            found.inputs += _built(one, path, context).inputs
        found.paths.append(path)
    return found


def _built(one: Protected, path: Path, context: Context) -> Built:
    root = context.declared.root
    files = [described(file, file.relative_to(root).as_posix()) for file in context.glob(one.files)]
    if not files:
        raise NoProtectedFilesError(id=one.id)
    built = build_index(files, path, kind=one.kind, name=one.id, fields=one.fields)
    for error in built.errors:
        context.error(error)
    for where in built.short:
        context.error(ItemError(where=where, what=TOO_SHORT.both(gram=built.header.gram)))
    return built
