"""Verification: trust nothing, recompute everything, name every file that does not fit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hegui import __version__
from hegui.bundle.bundle import Bundle, read_contents
from hegui.bundle.consistency import consistency_problems
from hegui.bundle.files import file_problems, files_fit_root
from hegui.bundle.integrity import Seal, check_seal, statement_problems
from hegui.bundle.keys import PublicKey
from hegui.bundle.layout import MANIFEST, is_report
from hegui.bundle.problems import Problem, problem
from hegui.bundle.recompute import recompute
from hegui.bundle.sources import Source, all_problems, open_source
from hegui.bundle.statement import claims, outcome_of
from hegui.catalogue.model import Catalogue
from hegui.common.text import Lang, Text

Level = Literal["authentic", "integrity", "none"]


class Rechecked(NamedTuple):
    """What a further look at an intact bundle found, and what the reader should know."""

    problems: Sequence[Problem]
    notes: Sequence[Text]
    not_compared: Sequence[str] = ()
    """Reports that were not rendered again and compared."""


Recheck = Callable[[Bundle], Rechecked]

OTHER_VERSION = Text(
    "结果包由 hegui {made} 生成，现用 {now} 核验：结论逐项重算比对，措辞未比对。",
    "The bundle was made by hegui {made} and is verified by {now}: every answer was recomputed and "
    "compared, the wording was not.",
)
OTHER_CATALOGUE = Text(
    "结果包所用的规则目录（{made}）不是本机安装的版本（{now}）；结论按包内目录重算。",
    "The bundle uses another catalogue ({made}) than the one installed here ({now}); verdicts were "
    "recomputed with its own.",
)
NOT_RECOMPUTED = Text(
    "有文件损坏，没有重新计算结论。", "Files are damaged, so the verdicts were not recomputed."
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found. `level` says what the signature shows, and is none if not ok."""

    problems: tuple[Problem, ...]
    level: Level = "none"
    signers: tuple[PublicKey, ...] = ()
    signed_at: str = ""
    digest: str = ""
    content_digest: str = ""
    files: int = 0
    size: int = 0
    recomputed: bool = False
    conclusion: str = ""
    not_compared: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing at all is wrong."""
        return not self.problems

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the JSON object of `hegui verify --json`."""
        signers = [{"algorithm": k.algorithm, "fingerprint": k.fingerprint} for k in self.signers]
        return {
            "ok": self.ok,
            "problems": [found.as_dict(lang) for found in self.problems],
            "level": self.level,
            "keys": signers,
            "signed_at": self.signed_at,
            "bundle": self.digest,
            "content": self.content_digest,
            "files": self.files,
            "bytes": self.size,
            "recomputed": self.recomputed,
            "conclusion": self.conclusion,
            "not_compared": list(self.not_compared),
            "notes": [getattr(note, lang) for note in self.notes],
        }


def verify(
    path: Path, key: PublicKey | None = None, *, recheck: Recheck | None = None
) -> Verification:
    """Verify a bundle, a folder or its zip, and say everything that does not fit.

    With `key`, one of the signatures must be of that key (authentic); without, the keys that
    travel in the bundle show integrity only. `recheck` may find more in a bundle that is intact.
    Raises only `BundleMissingError`, for a path that is not there.
    """
    source = open_source(path)
    seal, problems = check_seal(source)
    if seal is None:
        return Verification(tuple(unique(all_problems(source, problems))))
    return _Verifier(path, source, seal, problems).run(key, recheck)


def unique(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems sorted by path, each once."""
    return sorted(set(problems))


class _Verifier:
    """One verification of a bundle whose manifest could be read."""

    def __init__(self, path: Path, source: Source, seal: Seal, problems: list[Problem]) -> None:
        self.path = path
        self.source = source
        self.seal = seal
        self.problems = problems
        self.notes: list[Text] = []
        entries = seal.manifest.entries
        self.not_compared: Sequence[str] = [e.path for e in entries if is_report(e.path)]

    def run(self, key: PublicKey | None, recheck: Recheck | None) -> Verification:
        """Check files, statement and verdicts."""
        manifest = self.seal.manifest
        files, intact = file_problems(self.source, manifest.entries)
        bundle = None
        if files and self.problems and self._only_manifest():
            self.problems = [found for found in self.problems if found.path == MANIFEST]
            self.notes.append(NOT_RECOMPUTED)
            files = []
        else:
            bundle = self._open(intact)
        if key is not None and key not in self.seal.signers:
            self.problems.append(self._wrong_key(key))
        self.problems += files
        if bundle is not None and recheck is not None and not self.problems:
            found = recheck(bundle)
            self.problems += found.problems
            self.notes += found.notes
            self.not_compared = found.not_compared
        return self._result(key, bundle)

    def _only_manifest(self) -> bool:
        """Tell whether the files fit a root that bundle.json still names, unlike its list."""
        roots = {self.seal.manifest.root, str(claims(self.seal.payload).get("root", ""))}
        return files_fit_root(self.source, roots)

    def _open(self, intact: set[str]) -> Bundle | None:
        """Recompute from the parts that are intact; return None where they are not."""
        manifest = self.seal.manifest
        contents, problems = read_contents(self.source, manifest.entries)
        if contents is None:
            self.problems += [p for p in problems if p.path in intact]
            self.notes.append(NOT_RECOMPUTED)
            return None
        entries = manifest.entries
        self.problems += consistency_problems(self.source, contents, entries, intact)
        self.problems += self._catalogue(contents.catalogue)
        assessment, problems = recompute(contents, manifest.versions)
        self.problems += problems
        if assessment is None:
            return None
        self.problems += statement_problems(self.seal, outcome_of(contents.verdicts))
        parts = (self.path, self.source, self.seal, manifest, contents)
        return Bundle(*parts, contents.inputs(), assessment)

    def _catalogue(self, catalogue: Catalogue) -> list[Problem]:
        """Compare with the installed catalogue where the digests say that it is the same."""
        from hegui.bundle.catalogues import catalogue_problems

        made, now = self.seal.manifest.versions.hegui, __version__
        if made != now:
            self.notes.append(filled(OTHER_VERSION, made=made, now=now))
        problems, installed = catalogue_problems(catalogue, self.seal.manifest.versions)
        if installed.digest != catalogue.digest:
            names = {"made": catalogue_name(catalogue), "now": catalogue_name(installed)}
            self.notes.append(filled(OTHER_CATALOGUE, **names))
        return problems

    def _wrong_key(self, key: PublicKey) -> Problem:
        found = ", ".join(signer.fingerprint for signer in self.seal.signers) or "—"
        return problem("wrong_key", MANIFEST, expected=key.fingerprint, found=found)

    def _result(self, key: PublicKey | None, bundle: Bundle | None) -> Verification:
        manifest, problems = self.seal.manifest, unique(self.problems)
        level: Level = "none" if problems else "authentic" if key else "integrity"
        return Verification(
            problems=tuple(problems),
            level=level,
            signers=self.seal.signers,
            signed_at=self.seal.signed_at,
            digest=manifest.root,
            content_digest=manifest.content,
            files=len(self.source.sizes),
            size=sum(self.source.sizes.values()),
            recomputed=bundle is not None,
            conclusion=bundle.assessment.conclusion if bundle else "",
            not_compared=tuple(self.not_compared),
            notes=tuple(self.notes),
        )


def catalogue_name(catalogue: Catalogue) -> str:
    """Return a catalogue's version with the first digits of its digest."""
    return f"{catalogue.version}, {catalogue.digest[:12]}"


def filled(text: Text, **values: object) -> Text:
    """Return a note with its placeholders filled."""
    return Text(text.in_("zh", **values), text.in_("en", **values))
