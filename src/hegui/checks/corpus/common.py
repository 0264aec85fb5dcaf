"""What the corpus checks share: jobs by dataset, parameters, inputs."""

from collections.abc import Iterable

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.masking import digest_key
from hegui.checks.corpus.reading.files import corpus_files
from hegui.common.struct import Record
from hegui.engine.check import Context, Job
from hegui.engine.literals import EngineName
from hegui.engine.parameters import read_parameters
from hegui.project.declared import Declared
from hegui.project.model import Corpus, EnvName


class ScanParameters(Record, frozen=True, kw_only=True):
    """What the project file may set for a scan; results do not depend on the engine.

    `engine` is the library that searches (the fastest that is installed by default);
    `digest_key_env` names the environment variable with the owner's key of digests in findings.
    """

    engine: EngineName | None = None
    digest_key_env: EnvName = ""


def plan_by_subject(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each dataset, over all its corpora together."""
    by_subject: dict[str, list[Corpus]] = {}
    for corpus in declared.project.targets.corpora:
        by_subject.setdefault(corpus.subject, []).append(corpus)
    for subject, corpora in by_subject.items():
        yield Job(subject, ", ".join(corpus.id for corpus in corpora), tuple(corpora))


def asked_engine(
    check: str, context: Context, parameters: type[ScanParameters] = ScanParameters
) -> EngineName | None:
    """Return the engine that the project file asks for, None for the fastest."""
    return read_parameters(context.declared, check, parameters).engine


def finding_key(
    check: str,
    corpora: Iterable[Corpus],
    context: Context,
    parameters: type[ScanParameters] = ScanParameters,
) -> bytes:
    """Return the key of the digests in the findings of a run."""
    files = [file for corpus in corpora for file in corpus_files(corpus, context)]
    return digest_key(_key_env(check, context, parameters), files)


def key_origin(
    check: str, context: Context, parameters: type[ScanParameters] = ScanParameters
) -> str:
    """Return where the key comes from: the owner's secret, or the content of the corpus."""
    return "secret" if _key_env(check, context, parameters) else "content"


def _key_env(check: str, context: Context, parameters: type[ScanParameters]) -> str:
    return read_parameters(context.declared, check, parameters).digest_key_env
