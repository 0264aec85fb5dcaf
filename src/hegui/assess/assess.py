"""The one use case: run the checks, read the documents, judge, render, seal, swap into place."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from hegui import __version__
from hegui.assess.answers import EarlierAnswers
from hegui.assess.errors import OutputMeasuredError, UnsoundBundleError
from hegui.assess.place import Place, holds_files
from hegui.assess.writing import write_parts, write_reports, write_verdicts
from hegui.bundle import Bundle, content_digest, open_bundle, seal, verify
from hegui.bundle.declaration import assessed, project_bytes
from hegui.bundle.keys import SigningKey
from hegui.bundle.layout import JOURNALS
from hegui.catalogue.model import Catalogue
from hegui.common.hashing import digest_of
from hegui.common.text import Text
from hegui.engine.listeners import Listener
from hegui.engine.planning import plan_jobs
from hegui.engine.registry import Registry, load_checks
from hegui.project.declared import Declared
from hegui.reports.findings import in_folder
from hegui.reports.material import Material

Render = Callable[[Material], dict[str, bytes]]
"""Makes the reports that travel in the bundle: file names and bytes."""
Notice = Callable[[Text], None]
"""Takes a sentence that the user should read, such as where earlier records were put."""

PUT_ASIDE = Text(
    "上次未完成的评估的记录已移到“{path}”；本次不使用，由你保管。",
    "The records of the unfinished run were moved to “{path}”; this run does not use them, they are "
    "yours to keep.",
)
KEPT = Text(
    "未完成的评估的记录保留在“{path}”；hegui assess 加 --resume 可接着做。",
    "The records of the unfinished run are kept in “{path}”; hegui assess --resume goes on from them.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to assess. `seed` replaces the key of all draws; `signed_at` is now unless given.

    `force` replaces a bundle that stands at the output. `resume` goes on from the journals of an
    unfinished run, `fresh` puts them aside; with neither of both such a run is left as it is. `answers`
    is a bundle whose journals are gone on from: what a model or a judge said there about the same
    version, on the same day of assessment, is not asked again.
    """

    only: Sequence[str] = ()
    workers: int | None = None
    seed: str = ""
    key: SigningKey | None = None
    resume: bool = False
    fresh: bool = False
    force: bool = False
    answers: Path | None = None
    signed_at: dt.datetime | None = None


def ignore(_notice: Text) -> None:
    """Take a notice and do nothing."""


def assess(
    declared: Declared,
    catalogue: Catalogue,
    out: Path,
    *,
    options: Options | None = None,
    render: Render | None = None,
    listener: Listener | None = None,
    notice: Notice = ignore,
    registry: Registry | None = None,
) -> Bundle:
    """Assess a project and return the sealed bundle, which then stands at `out`.

    An earlier bundle at `out` is replaced with `options.force` only, and stays until the new one
    is complete and verified. A run that is stopped leaves its journals beside `out`, and
    `options.resume` continues from them.
    Raises wrong-use errors before anything runs, `CancelledRunError` when the user stops, and
    `OutputError` when the disk is full.
    """
    options = options or Options()
    declared = limited(declared, options.only)
    options = replace(options, only=declared.project.only)
    catalogue = catalogue.at(declared.as_of)
    place = Place(out)
    place.check(options.force)
    refuse_measured(declared, place)
    registry = registry or load_checks()
    plan_jobs(declared, catalogue, registry, options.only)  # wrong use is said before writing
    earlier = EarlierAnswers(options.answers) if options.answers else None
    about = fingerprint(declared, catalogue, options)
    with place.working(about, resume=options.resume, fresh=options.fresh) as aside:
        if aside is not None:
            notice(Text(*(text.format(path=aside) for text in PUT_ASIDE)))
        if earlier is not None:
            earlier.copy(place.partial)
        run = _Run(declared, catalogue, place, options)
        with kept_records(place, notice):
            run.check(listener, registry)
            run.judge(render)
            root = run.seal()
        place.commit(root)
    return open_bundle(place.out)


def limited(declared: Declared, only: Sequence[str]) -> Declared:
    """Return the declaration with the checks that alone are run: those asked for, else its own."""
    if not only:
        return declared
    project = structs.replace(declared.project, only=tuple(sorted(set(only))))
    return replace(declared, project=project)


@contextmanager
def kept_records(place: Place, notice: Notice) -> Iterator[None]:
    """Say where the records of a run are when it is stopped, whatever stops it."""
    try:
        yield
    except BaseException:
        if holds_files(place.partial / JOURNALS):
            notice(Text(*(text.format(path=place.partial) for text in KEPT)))
        raise


def fingerprint(declared: Declared, catalogue: Catalogue, options: Options) -> str:
    """Return what a run is about: journals serve only a run about the same."""
    project = project_bytes(assessed(declared, catalogue)).decode()
    return digest_of([__version__, project, catalogue.digest, list(options.only), options.seed])


def refuse_measured(declared: Declared, place: Place) -> None:
    """Refuse an output inside what the project measures: each run would change the next."""
    from hegui.project.paths import expand

    targets = declared.project.targets
    holders = [t.files for t in targets.corpora] + [t.files for t in targets.media]
    holders += [subject.files for subject in declared.project.subjects]
    patterns = [pattern for files in holders for pattern in files]
    for pattern in patterns:
        for path in expand(declared.root.resolve(), [pattern]):
            if path.is_relative_to(place.out) or path.is_relative_to(place.partial):
                raise OutputMeasuredError(pattern=pattern, path=place.out)


@dataclass(frozen=True, slots=True)
class _Run:
    """One assessment on its way into the working folder."""

    declared: Declared
    catalogue: Catalogue
    place: Place
    options: Options

    def check(self, listener: Listener | None, registry: Registry) -> None:
        """Run the checks: results/, findings/ and journals/."""
        from hegui.engine.runner import run_checks

        run_checks(
            self.declared,
            self.catalogue,
            out=self.place.partial,
            only=self.options.only,
            workers=self.options.workers,
            listener=listener,
            seed=self.options.seed,
            registry=registry,
        )

    def judge(self, render: Render | None) -> None:
        """Read the documents, judge, and render the reports."""
        from hegui.checks.records.evidence import read_evidence
        from hegui.conformity import judge

        folder = self.place.partial
        evidence = read_evidence(self.declared, self.catalogue)
        contents = write_parts(folder, self.declared, self.catalogue, evidence)
        inputs = contents.inputs()
        assessment = judge(contents.catalogue, inputs)
        write_verdicts(folder, assessment)
        if render is not None:
            material = Material(
                project=contents.project,
                catalogue=contents.catalogue,
                inputs=inputs,
                assessment=assessment,
                content_digest=content_digest(folder),
                findings=in_folder(folder),
            )
            write_reports(folder, render(material))

    def seal(self) -> str:
        """Seal the working folder, verify it before it may replace anything; return its digest."""
        manifest = seal(self.place.partial, self.options.key, signed_at=self.options.signed_at)
        found = verify(self.place.partial)
        if not found.ok:
            first = found.problems[0]
            raise UnsoundBundleError(what=f"{first.path}: {first.what.en}")
        return manifest.root
