"""The questionnaire: which question decides most, why it is asked, how far it has come."""

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from hegui.catalogue.decisive import Decisive, decisive_facts
from hegui.catalogue.model import Fact, Label, Obligation
from hegui.catalogue.syntax import names
from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.obligations.models import FactAnswer
from hegui.server.obligations.selectors.applicability import Facts
from hegui.server.obligations.selectors.facts import answers_at, fact_value

OTHER = Label(id="other", **Text("其他", "Other")._asdict())


class Question(NamedTuple):
    """A fact as it is asked: what holds today, and the rows that hinge on it while it is unset."""

    fact: Fact
    answer: FactAnswer | None
    hinge: Decisive | None

    @property
    def known(self) -> bool:
        """Tell whether a value is declared."""
        return self.answer is not None and self.answer.value is not None

    @property
    def zh(self) -> str:
        """Return the question in Chinese."""
        return self.fact.ask_zh or self.fact.zh

    @property
    def en(self) -> str:
        """Return the question in English."""
        return self.fact.ask_en or self.fact.en

    @property
    def readers(self) -> tuple[str, ...]:
        """Return the ids of the obligations whose condition reads the fact."""
        return readers().get(self.fact.id, ())


class Questionnaire(NamedTuple):
    """All questions in the order of the catalogue, and the open ones with the most decisive first."""

    questions: dict[str, Question]
    ranked: list[Question]

    @property
    def known(self) -> int:
        """Return how many facts are declared."""
        return sum(question.known for question in self.questions.values())

    @property
    def unknown(self) -> int:
        """Return how many were answered with "not known"."""
        return sum(q.answer is not None and not q.known for q in self.questions.values())

    @property
    def open(self) -> int:
        """Return how many have no answer."""
        return len(self.questions) - self.known - self.unknown

    @property
    def facts(self) -> Facts:
        """Return the values of the facts that are set."""
        answers = {name: row.answer for name, row in self.questions.items() if row.answer}
        return {n: fact_value(a.value) for n, a in answers.items() if a.value is not None}

    def next(self, *, after: str = "") -> Question | None:
        """Return the open question that decides most; those answered "not known" come last."""
        left = [question for question in self.ranked if question.fact.id != after]
        return min(left, key=lambda question: question.answer is not None, default=None)


def questionnaire(organisation: Organisation) -> Questionnaire:
    """Return the questions with the answers in effect today (one query)."""
    answers = answers_at(organisation)
    facts = {n: fact_value(a.value) for n, a in answers.items() if a.value is not None}
    hinges = {found.fact.id: found for found in decisive(facts)}
    questions = {
        name: Question(fact, answers.get(name), hinges.get(name))
        for name, fact in catalogue().facts.items()
    }
    return Questionnaire(questions, [questions[name] for name in hinges])


def decisive(facts: Facts) -> tuple[Decisive, ...]:
    """Return the unset facts on which anything hinges, the most decisive first."""
    return _decisive(catalogue().digest, today().isoformat(), tuple(sorted(facts.items())))


@lru_cache(maxsize=64)
def _decisive(digest: str, day: str, facts: tuple[tuple[str, object], ...]) -> tuple[Decisive, ...]:
    return tuple(decisive_facts(catalogue(), dict(facts)))  # type: ignore[arg-type]


@lru_cache(maxsize=2)
def _readers(digest: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in catalogue().obligations.values():
        for name in names(row.applies_when):
            found.setdefault(name, []).append(row.id)
    return {name: tuple(rows) for name, rows in found.items()}


def readers() -> dict[str, tuple[str, ...]]:
    """Return the obligations whose condition reads each fact."""
    return _readers(catalogue().digest)


def reader_rows(fact: str) -> list[Obligation]:
    """Return the obligations whose condition reads a fact."""
    known = catalogue().obligations
    return [known[name] for name in readers().get(fact, ())]


def groups(found: Questionnaire) -> list[tuple[Label, list[Question]]]:
    """Return the questions by the layer in which most obligations read them."""
    layers = catalogue().labels["layer"]
    grouped: dict[str, list[Question]] = {}
    for question in found.questions.values():
        grouped.setdefault(_layer(question), []).append(question)
    labels = [*layers.values(), OTHER]
    return [(label, grouped[label.id]) for label in labels if label.id in grouped]


def _layer(question: Question) -> str:
    known = catalogue().obligations
    counted = Counter(known[name].layer for name in question.readers)
    return counted.most_common(1)[0][0] if counted else OTHER.id
