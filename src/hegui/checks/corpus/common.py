"""What the corpus checks share: jobs by dataset, parameters, inputs."""

from collections.abc import Callable, Iterable
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.files import corpus_files
from hegui.checks.corpus.masking import KEY_ENV, digest_key
from hegui.common.hashing import sha256_file
from hegui.engine.check import Context, Job, Plan
from hegui.engine.literals import ENGINES, EngineName
from hegui.engine.model import InputFile
from hegui.engine.parameters import BadParameterError, text_parameters
from hegui.project.declared import Declared
from hegui.project.model import Corpus

ENGINE = "engine"
Parameters = Callable[[Declared], dict[str, str]]


def plan_by_subject(check_parameters: Parameters) -> Plan:
    """Return a plan with one job for each dataset, over all its corpora together."""

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        by_subject: dict[str, list[Corpus]] = {}
        for corpus in declared.project.targets.corpora:
            by_subject.setdefault(corpus.subject, []).append(corpus)
        for subject, corpora in by_subject.items():
            target = ", ".join(corpus.id for corpus in corpora)
            yield Job(subject, target, tuple(corpora), check_parameters(declared))

    return plan


def scan_parameters(check: str) -> Parameters:
    """Return a reader of the parameters of a scan that change what it says; none does.

    `engine` and `digest_key_env` are checked here and read again while running: results do not
    depend on the engine.
    """

    def read(declared: Declared) -> dict[str, str]:
        given = text_parameters(declared, check, (ENGINE, KEY_ENV))
        engine_of(check, given.get(ENGINE))
        return {}

    return read


def engine_of(check: str, name: str | None) -> EngineName | None:
    """Return the engine that was asked for, None for the fastest; refuse what is no engine."""
    for engine in ENGINES:
        if name == engine:
            return engine
    if name is None:
        return None
    known = ", ".join(ENGINES)
    raise BadParameterError(
        check=check, name=ENGINE, what_zh=f"可用 {known}", what_en=f"use one of {known}"
    )


def asked_engine(check: str, context: Context) -> EngineName | None:
    """Return the engine that the project file asks for."""
    return engine_of(check, context.declared.project.checks.get(check, {}).get(ENGINE))


def finding_key(check: str, corpora: Iterable[Corpus], context: Context) -> bytes:
    """Return the key of the digests in the findings of a run."""
    paths = [file.path for corpus in corpora for file in corpus_files(corpus, context)]
    return digest_key(context.declared.project.checks.get(check, {}), paths)


def key_origin(check: str, context: Context) -> str:
    """Return where the key comes from: the owner's secret, or the content of the corpus."""
    return "secret" if context.declared.project.checks.get(check, {}).get(KEY_ENV) else "content"


def input_file(path: Path, context: Context) -> InputFile:
    """Return name, size and hash of a file of the project."""
    name = path.relative_to(context.declared.root).as_posix()
    return InputFile(path=name, size=path.stat().st_size, sha256=sha256_file(path))
