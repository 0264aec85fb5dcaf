"""An opened bundle: its parts read, each checked against bundle.json on the way."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hegui.bundle.contents import Contents, parse_contents, parsed_paths
from hegui.bundle.integrity import Seal, check_seal
from hegui.bundle.layout import MAX_PARSED
from hegui.bundle.manifest import Entry, Manifest
from hegui.bundle.problems import DamagedBundleError, Problem, problem
from hegui.bundle.sources import Source, all_problems, open_source, read_whole
from hegui.catalogue.model import Catalogue
from hegui.conformity.model import Assessment, Inputs
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.project.model import Project


@dataclass(frozen=True, slots=True)
class Bundle:
    """One sealed assessment. `assessment` is recomputed and agrees with verdicts.json."""

    path: Path
    source: Source
    seal: Seal
    manifest: Manifest
    contents: Contents
    inputs: Inputs
    assessment: Assessment

    @property
    def project(self) -> Project:
        """Return the declaration as assessed."""
        return self.contents.project

    @property
    def catalogue(self) -> Catalogue:
        """Return the rules as they were used."""
        return self.contents.catalogue

    @property
    def results(self) -> tuple[CheckResult, ...]:
        """Return the check results by check id and job."""
        return tuple(self.contents.results.values())

    @property
    def evidence(self) -> tuple[EvidenceItem, ...]:
        """Return the evidence items in the order of the declaration."""
        return self.contents.evidence

    @property
    def digest(self) -> str:
        """Return the Merkle root over all files: the bundle's digest."""
        return self.manifest.root

    @property
    def content_digest(self) -> str:
        """Return the digest over everything but reports/."""
        return self.manifest.content

    @property
    def signed_at(self) -> str:
        """Return when the signer says to have signed (UTC)."""
        return self.seal.signed_at

    def read(self, path: str) -> bytes:
        """Return the bytes of one sealed file; raise `DamagedBundleError` if they are not those."""
        entry = next((e for e in self.manifest.entries if e.path == path), None)
        if entry is None:
            raise DamagedBundleError(self.path, [problem("missing", path)])
        data = read_sealed(self.source, entry)
        if isinstance(data, Problem):
            raise DamagedBundleError(self.path, [data])
        return data


def open_bundle(path: Path) -> Bundle:
    """Open a bundle (a folder or its zip), checking the seal and every part that is read.

    Large files (findings, journals, evidence) are not read; `verify` checks all. Raises
    `BundleMissingError` for a path that is not there and `DamagedBundleError` with all problems.
    """
    from hegui.bundle.recompute import recompute

    source = open_source(path)
    found, problems = check_seal(source)
    if found is None or problems:
        raise DamagedBundleError(path, all_problems(source, problems))
    contents, problems = read_contents(source, found.manifest.entries)
    if contents is None:
        raise DamagedBundleError(path, problems)
    assessment, problems = recompute(contents, found.manifest.versions)
    if assessment is None or problems:
        raise DamagedBundleError(path, problems)
    return Bundle(path, source, found, found.manifest, contents, contents.inputs(), assessment)


def read_contents(
    source: Source, entries: Iterable[Entry]
) -> tuple[Contents | None, list[Problem]]:
    """Return the parsed parts of a bundle, read through their digests, or the problems."""
    by_path = {entry.path: entry for entry in entries}
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in parsed_paths(list(by_path)):
        entry = by_path.get(path)
        data = read_sealed(source, entry) if entry else problem("missing", path)
        if isinstance(data, Problem):
            problems.append(data)
        else:
            files[path] = data
    return (None, problems) if problems else parse_contents(files)


def read_sealed(source: Source, entry: Entry) -> bytes | Problem:
    """Return a file's bytes if they are the sealed ones, else the problem."""
    data = read_whole(source, entry.path, MAX_PARSED)
    if isinstance(data, Problem):
        return data
    found = hashlib.sha256(data).hexdigest()
    if found != entry.sha256:
        return problem("digest", entry.path, expected=entry.sha256, found=found)
    return data
