"""Load hegui.yaml: read, check everything, and only then make records of it."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.dates import today
from hegui.common.errors import WrongUseError
from hegui.common.files import why
from hegui.common.text import Text
from hegui.project.declared import Declared
from hegui.project.digests import subject_digest
from hegui.project.errors import (
    Key,
    Problem,
    ProjectFileError,
    ProjectMissingError,
    ProjectUnreadableError,
    UnsafePathError,
    key_name,
)
from hegui.project.facts import check_facts, set_facts
from hegui.project.model import Project, Subject
from hegui.project.paths import STORE, expand, inside
from hegui.project.places import CORPORA, DOCUMENTS, FILES, GLOBS, texts_at
from hegui.project.references import References
from hegui.project.secrets import check_secrets
from hegui.project.shape import check_shape, shape_of, wrong_type
from hegui.project.source import Source, read_source

FILE_NAME = "hegui.yaml"


def load_project(
    path: Path,
    catalogue: Catalogue,
    *,
    as_of: dt.date | None = None,
    digests: bool = True,
    root: Path | None = None,
    documents: Path | None = None,
) -> Declared:
    """Return the declaration in `path` (a file, or a folder with hegui.yaml), fully checked.

    `as_of` replaces the day of the file; without either it is today in Asia/Shanghai. Without
    `digests` the declared files are neither read nor looked for: for questions that need only the
    facts. `root` is the folder that paths are relative to, where it is not that of the file.
    `documents` is that of the documents, where they lie apart from the targets; one that is not
    there is then evidence that cannot be read, and no problem of the declaration.
    Raises `ProjectFileError` with every problem found, `ProjectMissingError` or
    `ProjectUnreadableError`.
    """
    path = path / FILE_NAME if path.is_dir() else path
    try:
        source = read_source(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ProjectMissingError(path=str(path)) from error
    except OSError as error:
        raise ProjectUnreadableError(path=str(path), why=why(error)) from error
    root = root or path.parent
    reader = _Reader(path, root, source, catalogue, look=digests, documents=documents)
    project = reader.project()
    subjects = reader.subjects(project) if digests else project.subjects
    reader.stop_on_problems()
    day = as_of or project.as_of or today()
    lines = {key: line for key, line in source.lines.items() if key[:1] == ("checks",)}
    return Declared(project, root, path, day, subjects, lines, documents)


class _Reader:
    """Collects the problems of one file."""

    def __init__(
        self,
        path: Path,
        root: Path,
        source: Source,
        catalogue: Catalogue,
        look: bool,
        documents: Path | None,
    ) -> None:
        self.path = path
        self.look = look
        self.root = root
        self.documents = documents
        self.source = source
        self.catalogue = catalogue
        self.problems = list(source.problems)

    def report(self, code: str, key: Key, text: Text) -> None:
        self.problems.append(Problem(code, self.source.line(key), key_name(key), text))

    def stop_on_problems(self) -> None:
        if self.problems:
            raise ProjectFileError(self.path, self.problems)

    def project(self) -> Project:
        """Return the records, or raise with every problem of the file."""
        value = self.source.value
        if not isinstance(value, dict):
            if not self.problems:
                self.report("wrong_type", (), wrong_type(dict, value))
            self.stop_on_problems()
        self._check(value)
        self.stop_on_problems()
        plain = {key: inner for key, inner in value.items() if inner is not None}
        return msgspec.convert(plain | {"facts": set_facts(value.get("facts"))}, Project)

    def _check(self, value: dict[str, Any]) -> None:
        empty = {name for name, inner in value.items() if inner is None}
        rest = {k: v for k, v in value.items() if k != "facts" and k not in empty}
        check_shape(rest, shape_of(Project), (), self.report)
        references = References(value, self.catalogue, self.report)
        references.check()
        people = references.known["person"]
        check_facts(value.get("facts"), self.catalogue.facts, people, self.report)
        check_secrets(value, self.report)
        self._files(value)

    def _files(self, value: dict[str, Any]) -> None:
        for pattern in FILES:
            for key, name in texts_at(value, pattern):
                apart = self.documents if pattern == DOCUMENTS else None
                there = partial(_there, self.root) if apart is None else partial(inside, apart)
                self._path(key, name, there)
        for pattern in GLOBS:
            for key, name in texts_at(value, pattern):
                if not (pattern == CORPORA and name.startswith(STORE)):
                    self._path(key, name, lambda name: bool(expand(self.root, [name])))

    def _path(self, key: Key, name: str, there: Any) -> None:
        try:
            if there(name) or not self.look:
                return
            text = Text(
                f"找不到文件“{name}”；请检查路径（相对于项目文件）。",
                f"there is no file “{name}”; check the path (relative to the project file).",
            )
            self.report("file_missing", key, text)
        except UnsafePathError as error:
            self.report(error.code, key, Text(error.message("zh"), error.message("en")))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            text = Text(f"路径“{name}”用不了：{why}。", f"“{name}” cannot be used: {why}.")
            self.report("file_missing", key, text)

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return the subjects with their digests; a digest that does not fit is a problem."""
        return tuple(self._subject(at, subject) for at, subject in enumerate(project.subjects))

    def _subject(self, at: int, subject: Subject) -> Subject:
        try:
            digest = subject_digest(self.root, subject)
        except OSError as error:
            raise UnreadableFileError(
                path=str(error.filename), why=error.strerror or type(error).__name__
            ) from error
        if subject.digest and digest != subject.digest:
            text = Text(
                f"声明的摘要与文件不符，文件现在的摘要是 {digest}；请更新摘要，或只留 files。",
                f"the declared digest does not fit the files, whose digest is {digest}; correct "
                "it, or keep only files.",
            )
            self.report("digest_mismatch", ("subjects", at, "digest"), text)
        return msgspec.structs.replace(subject, digest=digest)


def _there(root: Path, name: str) -> bool:
    return inside(root, name).is_file()


class UnreadableFileError(WrongUseError):
    """A declared file is there but cannot be read."""

    code = "unreadable_file"
    text = Text(
        "文件“{path}”无法读取：{why}。请检查权限后再试。",
        "The file “{path}” cannot be read: {why}. Check its permissions and try again.",
    )
