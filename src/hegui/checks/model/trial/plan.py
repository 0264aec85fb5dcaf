"""What a trial asks: the endpoint, the bank, the questions drawn, and the terms to look for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.model.attacks import attacked
from hegui.checks.model.budget import Prices
from hegui.checks.model.calibrating.applying import Measured
from hegui.checks.model.request import Asking, chat_request
from hegui.checks.model.targets.address import shown_url
from hegui.common.hashing import sha256_bytes, sha256_file
from hegui.common.struct import Record
from hegui.engine.mixed_bank import MixedQuestion, packed_mixed_bank
from hegui.engine.model import Drawn
from hegui.engine.packed import Packed
from hegui.engine.sampling import draw_stratified, key_for
from hegui.engine.sealing import Seal
from hegui.engine.tables import fail
from hegui.engine.terms import Term, distinct_terms, read_terms
from hegui.project.model import Endpoint

PURPOSE = "model.test"
SEED_CHARS = 16


class Paces(Record, frozen=True, kw_only=True):
    """Limits on how fast to ask, None for none: requests and tokens per minute."""

    requests: float | None = None
    tokens: float | None = None

    @property
    def per_second(self) -> float | None:
        """Return the limit of requests per second."""
        return self.requests / 60 if self.requests else None


class Askings(Sequence[Asking]):
    """The questions as they are put to the endpoint, each made when it is wanted.

    With repeats each question is asked so often; the first time it has its own id.
    """

    def __init__(
        self, endpoint: Endpoint, questions: Sequence[MixedQuestion], repeats: int = 1
    ) -> None:
        self._endpoint = endpoint
        self._questions = questions
        self._repeats = repeats

    def __len__(self) -> int:
        return len(self._questions) * self._repeats

    @overload
    def __getitem__(self, at: int) -> Asking: ...

    @overload
    def __getitem__(self, at: slice) -> list[Asking]: ...

    def __getitem__(self, at: int | slice) -> Asking | list[Asking]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        where, repeat = divmod(at, self._repeats)
        question = self._questions[where]
        request = chat_request(self._endpoint, question, repeat)
        return Asking(item=repeated(question.id, repeat), request=request)


def _digest(path: str) -> str:
    return sha256_file(Path(path)) if path else ""


def repeated(name: str, repeat: int) -> str:
    """Return the id of a repeat of a question."""
    return f"{name}#{repeat + 1}" if repeat else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of whom. `population` questions are in the bank, `questions` were drawn.

    `wanted` is the size of the draw that was asked for, None for the whole bank; a bank that has fewer is
    asked whole.
    """

    endpoint: Endpoint
    bank: Path
    bank_sha256: str
    seed: str
    population: int
    questions: Sequence[MixedQuestion]
    drawn: tuple[Drawn, ...]
    terms: tuple[Term, ...]
    paces: Paces
    prices: Prices
    repeats: int = 1
    function: str = ""
    calibrations: tuple[Measured, ...] = ()
    wanted: int | None = None
    attacks: tuple[str, ...] = ()

    @property
    def short(self) -> int:
        """Return how many units a draw lacks of what was asked for; 0 for a whole one."""
        return max(0, (self.wanted or 0) - sum(one.size for one in self.drawn))

    def askings(self) -> Askings:
        """Return the questions as they are put to the endpoint."""
        return Askings(self.endpoint, self.questions, self.repeats)

    def told(self) -> dict[str, Any]:
        """Return every setting that decides what is asked of whom, by its option; texts by digest."""
        own = self.endpoint
        files = {name: getattr(own, name) for name in ("template", "file")}
        return {
            "--url": shown_url(own.base_url),
            "--model": own.model,
            "--images": own.kind == "images",
            "--template": _digest(files["template"]),
            "--answers": _digest(files["file"]),
            "--callable": self.function,
            "--bank": self.bank_sha256,
            "--draw": self.wanted,
            "--seed": self.seed,
            "--attack": list(self.attacks),
            "--repeats": self.repeats,
            "--system": sha256_bytes(own.system.encode()) if own.system else "",
            "--temperature": own.temperature,
            "--model-seed": own.seed,
            "--max-tokens": own.max_tokens,
        }

    def about(self) -> dict[str, str]:
        """Return what answers speak of: only answers of the same target serve again."""
        own = self.endpoint
        told = {"check": PURPOSE, "endpoint": own.base_url, "model": own.model}
        for name in ("template", "file"):
            if path := getattr(own, name):
                told[name] = sha256_file(Path(path))
        return told | ({"function": self.function} if self.function else {})


def make_plan(
    endpoint: Endpoint,
    bank: Path,
    catalogue: Catalogue,
    *,
    size: int | None = None,
    seed: str = "",
    terms: Path | None = None,
    paces: Paces | None = None,
    prices: Prices | None = None,
    repeats: int = 1,
    function: str = "",
    attacks: Sequence[str] = (),
    seal: Seal | None = None,
    calibrations: tuple[Measured, ...] = (),
) -> Plan:
    """Read bank and terms and draw `size` of the questions (all without).

    Each of `attacks` puts the drawn questions that should be refused once more.

    The draw is stratified by expectation and risk and depends on the seed and the ids only; groups
    that are judged together are drawn together and count as one. The seed is made of the bank's content where none is given. Raises `TableError` for a file that
    cannot be used.
    """
    questions = packed_mixed_bank(bank, risks=catalogue.risks, seal=seal)
    content = sha256_file(bank)
    seed = seed or content[:SEED_CHARS]
    key = key_for(seed, PURPOSE)
    drawn = draw_stratified(_units(questions), len(questions) if size is None else size, key)
    population = len(questions)
    asked = questions if size is None else _drawn(questions, drawn.values())
    questions = _with(asked, put(asked, attacks, seed)) if attacks else asked
    if attacks or repeats > 1:
        _distinct(bank, questions, repeats)
    library = read_terms(terms, risks=catalogue.risks).terms if terms else ()
    return Plan(
        endpoint=endpoint,
        bank=bank,
        bank_sha256=content,
        seed=seed,
        population=population,
        questions=questions,
        drawn=tuple(drawn.values()),
        terms=distinct_terms(library),
        paces=paces or Paces(),
        prices=prices or Prices(),
        repeats=repeats,
        function=function,
        calibrations=calibrations,
        wanted=size,
        attacks=tuple(attacks),
    )


def _distinct(bank: Path, questions: Iterable[MixedQuestion], repeats: int) -> None:
    """Refuse an id that a repeat or an attack of another question has, too."""
    seen: set[str] = set()
    for one in questions:
        for repeat in range(repeats):
            name = repeated(one.id, repeat)
            if name in seen:
                raise fail(
                    bank,
                    one.line,
                    f"重复提问或攻击会用到编号“{name}”，而题库里另有一题用了它；请改掉那一题的编号",
                    f"a repeat or an attack would have the id “{name}”, which another question of the "
                    "bank has; name that one otherwise",
                )
            seen.add(name)


def _units(questions: Iterable[MixedQuestion]) -> Iterator[tuple[str, str]]:
    """Yield what is drawn as one with its stratum: each question, or each group once."""
    strata: dict[str, str] = {}
    groups = {one.unit: one.stratum for one in questions if one.unit != one.id}
    seen: set[str] = set()
    for one in questions:
        unit = one.unit
        stratum = groups.get(unit, one.stratum)
        if unit not in seen:
            yield unit, strata.setdefault(stratum, stratum)
        if unit in groups:
            seen.add(unit)


def _drawn(questions: Packed[MixedQuestion], drawn: Iterable[Drawn]) -> Packed[MixedQuestion]:
    """Return the questions of the units that were drawn, in the order of the bank."""
    chosen = {item for one in drawn for item in one.ids}
    found = questions.empty()
    for question in questions:
        if question.unit in chosen:
            found.append(question)
    return found


def _with(questions: Packed[MixedQuestion], more: Iterable[MixedQuestion]) -> Packed[MixedQuestion]:
    """Return the questions with more behind them."""
    for question in list(more):
        questions.append(question)
    return questions


def put(
    questions: Iterable[MixedQuestion], attacks: Sequence[str], seed: str
) -> Iterator[MixedQuestion]:
    """Yield the questions that should be refused as each attack puts them; ids name the attack.

    A question that an attack leaves as it is (nothing in it to spell otherwise) is not put again: its
    plain answer is no result of the attack.
    """
    for name in attacks:
        for question in questions:
            if question.wanted == "should_refuse" and not question.operator:
                turns = attacked(name, question.id, question.turns(), seed)
                own = f"{question.id}@{name}"
                if turns != question.turns():
                    yield msgspec.structs.replace(question, id=own, messages=turns, operator=name)
