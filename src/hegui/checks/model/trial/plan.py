"""What a trial asks: the endpoint, the bank, the questions drawn, and the terms to look for."""

from dataclasses import dataclass
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.model.request import Asking, chat_request
from hegui.common.hashing import sha256_file
from hegui.common.struct import Record
from hegui.engine.mixed_bank import MixedQuestion, read_mixed_bank
from hegui.engine.model import Drawn
from hegui.engine.sampling import draw_stratified, key_for
from hegui.engine.terms import Term, distinct_terms, read_terms
from hegui.project.model import Endpoint

PURPOSE = "model.test"
SEED_CHARS = 16


class Paces(Record, frozen=True, kw_only=True):
    """Limits on how fast to ask, None for none: requests and tokens per minute."""

    requests: float | None = None
    tokens: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of whom. `population` questions are in the bank, `questions` were drawn."""

    endpoint: Endpoint
    bank: Path
    bank_sha256: str
    seed: str
    population: int
    questions: tuple[MixedQuestion, ...]
    drawn: tuple[Drawn, ...]
    terms: tuple[Term, ...]
    paces: Paces

    def askings(self) -> list[Asking]:
        """Return the questions as they are put to the endpoint."""
        return [Asking(item=q.id, request=chat_request(self.endpoint, q)) for q in self.questions]

    def about(self) -> dict[str, str]:
        """Return what answers speak of: only answers of the same endpoint and model serve again."""
        return {
            "check": PURPOSE,
            "endpoint": self.endpoint.base_url,
            "model": self.endpoint.model,
        }


def make_plan(
    endpoint: Endpoint,
    bank: Path,
    catalogue: Catalogue,
    *,
    size: int | None = None,
    seed: str = "",
    terms: Path | None = None,
    paces: Paces | None = None,
) -> Plan:
    """Read bank and terms and draw `size` of the questions (all without).

    The draw is stratified by expectation and risk and depends on the seed and the ids only; the
    seed is made of the bank's content where none is given. Raises `TableError` for a file that
    cannot be used.
    """
    questions = read_mixed_bank(bank, risks=catalogue.risks)
    content = sha256_file(bank)
    seed = seed or content[:SEED_CHARS]
    by_id = {question.id: question for question in questions}
    key = key_for(seed, PURPOSE)
    pairs = ((question.id, question.stratum) for question in questions)
    drawn = draw_stratified(pairs, len(by_id) if size is None else size, key)
    chosen = {item for one in drawn.values() for item in one.ids}
    library = read_terms(terms, risks=catalogue.risks).terms if terms else ()
    return Plan(
        endpoint=endpoint,
        bank=bank,
        bank_sha256=content,
        seed=seed,
        population=len(questions),
        questions=tuple(question for question in questions if question.id in chosen),
        drawn=tuple(drawn.values()),
        terms=distinct_terms(library),
        paces=paces or Paces(),
    )
