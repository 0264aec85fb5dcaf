"""Every file of a bundle against the sealed list: missing, added, changed, or not a file at all."""

from collections.abc import Iterator, Sequence

from hegui.bundle.layout import MANIFEST
from hegui.bundle.manifest import Entry, in_order, root_of
from hegui.bundle.problems import Problem, problem
from hegui.bundle.sources import Source, Unreadable, hash_files


def file_problems(source: Source, entries: Sequence[Entry]) -> tuple[list[Problem], set[str]]:
    """Compare every file with the list; return the problems and the paths that are intact."""
    listed = {entry.path: entry for entry in entries}
    problems = [*source.problems, *_added(source, listed), *_missing(source, listed)]
    same_size = []
    for path, entry in listed.items():
        size = source.sizes.get(path, entry.size)
        if size != entry.size:
            problems.append(problem("size", path, expected=entry.size, found=size))
        elif path in source.sizes:
            same_size.append(path)
    intact = set()
    for path, digest in hash_files(source, same_size).items():
        if isinstance(digest, Unreadable):
            problems.append(problem("unreadable", path, why=digest.why))
        elif digest != listed[path].sha256:
            problems.append(problem("digest", path, expected=listed[path].sha256, found=digest))
        else:
            intact.add(path)
    return problems, intact


def _added(source: Source, listed: dict[str, Entry]) -> Iterator[Problem]:
    """Yield files that are not listed, and folders without any file of their own."""
    for path in source.sizes:
        if path not in listed and path != MANIFEST:
            yield problem("added", path)
    implied = {parent for path in (*listed, *source.sizes) for parent in parents(path)}
    for folder in source.folders - implied:
        yield problem("added_folder", folder)


def _missing(source: Source, listed: dict[str, Entry]) -> Iterator[Problem]:
    named = {found.path for found in source.problems}
    for path in listed:
        if path not in source.sizes and path not in named:
            yield problem("missing", path)


def parents(path: str) -> Iterator[str]:
    """Yield the folders that a path implies."""
    parts = path.split("/")
    for count in range(1, len(parts)):
        yield "/".join(parts[:count])


def files_fit_root(source: Source, roots: set[str]) -> bool:
    """Tell whether the files themselves give one of these roots: then only bundle.json is wrong."""
    if source.problems:
        return False
    digests = hash_files(source, [path for path in source.sizes if path != MANIFEST])
    entries = [
        Entry(path=path, size=source.sizes[path], sha256=digest)
        for path, digest in digests.items()
        if not isinstance(digest, Unreadable)
    ]
    return len(entries) == len(digests) and root_of(in_order(entries)) in roots
