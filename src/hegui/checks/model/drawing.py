"""Which questions go to which endpoint: banks by subject, draws by keyed hash."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import NothingToAskError
from hegui.checks.model.judging import judge_version
from hegui.checks.model.settings import sample_size, settings
from hegui.engine.banks import BankKind, Question, read_bank
from hegui.engine.check import Context, Job, Plan
from hegui.engine.inputs import input_file
from hegui.engine.model import Drawn, InputFile
from hegui.engine.sampling import draw, key_for
from hegui.engine.sealing import read_seal
from hegui.project.declared import Declared
from hegui.project.model import Bank, Endpoint


@dataclass(frozen=True, slots=True)
class Payload:
    """What one job asks: an endpoint and its banks."""

    endpoint: Endpoint
    banks: tuple[Bank, ...]


class Picked(NamedTuple):
    """A drawn question with its place: the id in the draw, and where it stands."""

    item: str
    question: Question
    where: str


class Sample(NamedTuple):
    """The drawn questions, how they were drawn, from which files, and what was left out."""

    questions: tuple[Picked, ...]
    drawn: Drawn
    inputs: tuple[InputFile, ...]
    left_out: dict[str, int]


def plan_for(check_id: str, kind: BankKind) -> Plan:
    """Return the plan of a check: one job for every endpoint that has banks of this kind."""

    def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        for endpoint in declared.project.targets.endpoints:
            if banks := banks_for(declared, endpoint, kind):
                yield _job(declared, check_id, endpoint, banks)

    return plan


def _job(declared: Declared, check_id: str, endpoint: Endpoint, banks: tuple[Bank, ...]) -> Job:
    return Job(
        subject=endpoint.subject,
        target=endpoint.id,
        payload=Payload(endpoint, banks),
        parameters={
            "size": sample_size(declared, check_id),
            "banks": ",".join(bank.id for bank in banks),
            "judge": judge_version(),
        },
    )


def banks_for(declared: Declared, endpoint: Endpoint, kind: BankKind) -> tuple[Bank, ...]:
    """Return the banks of this kind about the endpoint's subject, or else all of this kind."""
    banks = [bank for bank in declared.project.targets.banks if bank.kind == kind]
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
    key = key_for(context.seed, check_id, payload.endpoint.id)
    drawn = draw(pool, job.parameters["size"], key)
    chosen = tuple(pool[item] for item in drawn.ids)
    return Sample(chosen, drawn, tuple(inputs), dict(sorted(left_out.items())))


def _picked(bank: Bank, question: Question) -> Picked:
    return Picked(f"{bank.id}/{question.id}", question, f"{bank.file}:{question.line}")


Groups = Callable[[Question], tuple[str, ...]]
"""How a question's answers are grouped in the measures: by its risks or its topic."""


def by_risks(question: Question) -> tuple[str, ...]:
    """Return the risk codes of a question."""
    return question.risks


def by_topic(question: Question) -> tuple[str, ...]:
    """Return the topic of a question."""
    return (question.topic,) if question.topic else ()
