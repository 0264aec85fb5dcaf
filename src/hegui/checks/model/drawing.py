"""Which questions go to which endpoint: banks by subject, draws by keyed hash."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import NothingToAskError, UnknownTargetError
from hegui.checks.model.ids import GENERATED, KEYWORD
from hegui.checks.model.judging import judge_version
from hegui.checks.model.settings import (
    banks_named,
    judge_named,
    options,
    sample_size,
    settings,
)
from hegui.engine.banks import BankKind, Question, read_bank
from hegui.engine.check import Context, Job, Plan
from hegui.engine.inputs import input_file
from hegui.engine.mixed_bank import MixedQuestion
from hegui.engine.model import Drawn, InputFile
from hegui.engine.sampling import draw, key_for
from hegui.engine.sealing import Seal, read_seal
from hegui.project.declared import Declared
from hegui.project.model import Bank, Endpoint

Asked = Question | MixedQuestion


@dataclass(frozen=True, slots=True)
class Payload:
    """What one job asks: an endpoint and its banks."""

    endpoint: Endpoint
    banks: tuple[Bank, ...]


class Picked(NamedTuple):
    """A drawn question with its place: the id in the draw, and where it stands."""

    item: str
    question: Asked
    where: str


class Unit(NamedTuple):
    """What is drawn and judged as one: a question, or a group of them."""

    name: str
    questions: tuple[Picked, ...]


class Sample(NamedTuple):
    """The drawn units, how they were drawn, from which files, and what was left out."""

    units: tuple[Unit, ...]
    drawn: Drawn
    inputs: tuple[InputFile, ...]
    left_out: dict[str, int]
    key_env: str = ""
    """The variable with the key of an encrypted bank among them: journals of private questions are encrypted, too."""

    @property
    def questions(self) -> tuple[Picked, ...]:
        """Return the questions of all units."""
        return tuple(picked for unit in self.units for picked in unit.questions)


def plan_for(check_id: str, kind: BankKind) -> Plan:
    """Return the plan of a check: one job for every endpoint that has banks of this kind."""

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        return bank_jobs(declared, check_id, kind)

    return plan


def bank_jobs(declared: Declared, check_id: str, kind: BankKind, **more: Any) -> Iterator[Job]:
    """Yield one job for every endpoint asked that has banks of this kind; `more` are parameters."""
    chosen = options(declared, check_id)
    for endpoint in endpoints_asked(declared, check_id):
        if banks := banks_for(declared, check_id, endpoint, kind):
            yield Job(
                subject=endpoint.subject,
                target=endpoint.id,
                payload=Payload(endpoint, banks),
                parameters={
                    "size": sample_size(declared, check_id),
                    "banks": ",".join(bank.id for bank in banks),
                    **more,
                    "judge": judge_named(chosen) or judge_version(),
                },
            )


def endpoints_asked(declared: Declared, check_id: str) -> tuple[Endpoint, ...]:
    """Return the endpoint that the check names, or all; raise `UnknownTargetError` for another name."""
    name, known = options(declared, check_id).endpoint, declared.project.targets.endpoints
    found = tuple(one for one in known if name in ("", one.id))
    if name and not found:
        raise UnknownTargetError(
            check=check_id, name=name, known=", ".join(one.id for one in known) or "—"
        )
    return found


def banks_for(
    declared: Declared, check_id: str, endpoint: Endpoint, kind: BankKind
) -> tuple[Bank, ...]:
    """Return the banks that the check's own options name, or those that `named_banks` finds."""
    return named_banks(declared, check_id, endpoint, kind, banks_named(options(declared, check_id)))


def named_banks(
    declared: Declared, check_id: str, endpoint: Endpoint, kind: BankKind, names: Sequence[str] = ()
) -> tuple[Bank, ...]:
    """Return the banks of these names, without names those of a kind about the endpoint's subject.

    Where none is about the subject all of this kind are. Raises `UnknownTargetError` for a name that
    is no bank of this kind.
    """
    banks = [bank for bank in declared.project.targets.banks if bank.kind == kind]
    if names:
        by_id = {bank.id: bank for bank in banks}
        for name in names:
            if name not in by_id:
                known = ", ".join(by_id) or "—"
                raise UnknownTargetError(check=check_id, name=name, known=known)
        return tuple(by_id[name] for name in dict.fromkeys(names))
    own = [bank for bank in banks if bank.subject == endpoint.subject]
    return tuple(own or banks)


Spread = Callable[[Picked], Iterable[Picked]]
"""Makes several questions of one, such as one for each attack."""


def alone(picked: Picked) -> Iterable[Picked]:
    """Return the question as it is."""
    return (picked,)


def draw_questions(job: Job, context: Context, check_id: str, spread: Spread = alone) -> Sample:
    """Read the banks and draw from what `spread` makes of each question; raise `NothingToAskError` when there is nothing to ask in text."""
    payload: Payload = job.payload
    pool: dict[str, Picked] = {}
    left_out: Counter[str] = Counter()
    inputs = []
    for bank in payload.banks:
        path = context.path(bank.file)
        inputs.append(input_file(path, context.declared.root))
        seal = read_seal(bank.key_env)
        for question in read_bank(
            path, bank.kind, risks=context.catalogue.risks, seal=seal
        ).distinct:
            if question.modality in settings().asked_modalities:
                pool |= {picked.item: picked for picked in spread(_picked(bank, question))}
            else:
                left_out[question.modality] += 1
    if not pool:
        banks = ", ".join(bank.id for bank in payload.banks)
        raise NothingToAskError(endpoint=payload.endpoint.id, banks=banks)
    key = key_for(context.seed, drawn_as(check_id), payload.endpoint.id)
    drawn = draw(pool, job.parameters["size"], key)
    chosen = tuple(Unit(item, (pool[item],)) for item in drawn.ids)
    key_env = next((bank.key_env for bank in payload.banks if bank.key_env), "")
    return Sample(chosen, drawn, tuple(inputs), dict(sorted(left_out.items())), key_env)


def journal_seal(endpoint: Endpoint, sample: Sample) -> Seal | None:
    """Return what encrypts the journal: the endpoint's key, or else that of an encrypted bank asked."""
    return read_seal(endpoint.journal_key_env or sample.key_env)


def drawn_as(check_id: str) -> str:
    """Return the check whose draw a check has: people and machines judge the same answers."""
    return KEYWORD if check_id in GENERATED else check_id


def _picked(bank: Bank, question: Question) -> Picked:
    return Picked(f"{bank.id}/{question.id}", question, f"{bank.file}:{question.line}")


Groups = Callable[[Asked], tuple[str, ...]]
"""How a question's answers are grouped in the measures: by its risks or its topic."""


def by_risks(question: Asked) -> tuple[str, ...]:
    """Return the risk codes of a question."""
    return question.risks


def by_topic(question: Asked) -> tuple[str, ...]:
    """Return the topic of a question."""
    return (question.topic,) if question.topic else ()
