"""On what ground documents of a source may be trained on: licence, contract, consent, collection."""

from collections.abc import Mapping
from typing import Literal

from hegui.checks.corpus.licences.ruling import ruling
from hegui.checks.corpus.licences.table import ORDER, Answer
from hegui.checks.corpus.sources.register import SourceEntry
from hegui.common.struct import Record

Ground = Literal["licence", "contract", "consent", "collection"]
GROUNDS: dict[str, Ground] = {
    "open": "licence",
    "commercial": "contract",
    "user_input": "consent",
    "self_collected": "collection",
}


class Standing(Record, frozen=True, kw_only=True):
    """What is known of a source: its ground, the answer that follows, and its licence as written.

    With the ground `licence` a licence in a document's own record counts as well; a contract or a
    consent was given by the owner to this organisation and stands above public licences.
    `void` is why the ground does not hold (see `void_because`), empty where it does.
    """

    ground: Ground
    answer: Answer
    licence: str = ""
    void: str = ""


def standing(
    entry: SourceEntry,
    missing: tuple[str, ...],
    answers: Mapping[str, Answer],
    void: str = "",
) -> Standing:
    """Return the standing of a source whose basis lacks the columns `missing`, and why: `void`.

    Collected data has no licence unless one is written down: then that decides, else the record
    of collecting does (requirement SRC-08 asks for no licence).
    """
    ground = GROUNDS[entry.kind]
    if ground == "licence" or (ground == "collection" and entry.licence):
        return Standing(
            ground="licence", answer=answer_of(entry.licence, answers), licence=entry.licence
        )
    if entry.training_permitted is False:
        return Standing(ground=ground, answer="not_permitted", licence=entry.licence, void=void)
    answer: Answer = "unknown" if missing else "conditional"
    return Standing(ground=ground, answer=answer, licence=entry.licence, void=void)


def answer_of(licence: str, answers: Mapping[str, Answer]) -> Answer:
    """Return the answer about a licence; what a person decided goes before the table."""
    decided = answers.get(licence.strip())
    return decided if decided else ruling(licence).answer


def document_answer(known: Standing | None, licence: str, answers: Mapping[str, Answer]) -> Answer:
    """Return the answer about a document from its source and the licence in its own record."""
    if known is None:
        return answer_of(licence, answers)
    if not licence.strip() or known.ground in ("contract", "consent"):
        return known.answer
    own = answer_of(licence, answers)
    if known.ground == "collection" or not known.licence:
        return own
    return min(own, known.answer, key=ORDER.index)
