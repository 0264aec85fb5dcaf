"""Where those who judged the same answers of a test disagree: judges of all kinds, and the rules."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from hegui.checks.model.deciding import KEYWORD_JUDGE
from hegui.checks.model.ids import CLASSIFIER, MANUAL
from hegui.checks.model.judges import Judgement
from hegui.checks.model.judges.disagreeing import COMPARED, DISAGREEMENTS, compared, disagreements
from hegui.checks.model.judges.disagreeing import lines as differing
from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.trial.named import Saying
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json

GENERATED = "model.generated"
JUDGES, DIFFER = COMPARED.partition(".")[0], DISAGREEMENTS.partition(".")[0]


def leave_compared(out: Path, saying: Saying | None) -> None:
    """Write where judges of the same answers disagree, without a word of an answer.

    `judges.json` and `disagreements.jsonl` hold all who judged open questions, one file more for each
    other check whose judge is several together (`judges.<check>.json`). What an earlier run of a test
    left is taken away; it names its check, what `model judge` wrote into the folder does not.
    """
    for old in filter(_of_a_test, out.glob("judges*.json")):
        old.with_name(f"{DIFFER}{old.stem.removeprefix(JUDGES)}.jsonl").unlink(missing_ok=True)
        old.unlink()
    for name, answers, said in together(saying) if saying else ():
        differ = disagreements(answers, said)
        told = {**compared(said, len(differ)), "check": name}
        write_atomic(out / file_for(COMPARED, name), canonical_json(told))
        write_atomic(out / file_for(DISAGREEMENTS, name), differing(differ))


def _of_a_test(path: Path) -> bool:
    """Tell whether a test wrote a file: it says for which check."""
    try:
        told = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return False
    return isinstance(told, dict) and "check" in told


def file_for(base: str, check: str) -> str:
    """Return the file of a check; open questions have the plain name."""
    stem, _, end = base.partition(".")
    return base if check == GENERATED else f"{stem}.{check}.{end}"


def together(saying: Saying) -> Iterator[tuple[str, list[Answered], list[Judgement]]]:
    """Yield what several said of the same answers: the check, the answers, what each said."""
    if found := _open_questions(saying):
        yield GENERATED, *found
    for check, said in saying.said.items():
        if check not in (CLASSIFIER, MANUAL) and any(one.said for one in said):
            yield check, [one.answered() for one in saying.heard[check]], said


def _open_questions(saying: Saying) -> tuple[list[Answered], list[Judgement]] | None:
    """Return what classifier, people and keyword library say of the answers to open questions."""
    checks = [check for check in (CLASSIFIER, MANUAL) if saying.said.get(check)]
    if not checks:
        return None
    by_keyword = saying.keyword()
    answers, found = [], []
    for at, heard in enumerate(saying.heard[checks[0]]):
        answered = heard.answered()
        said = _voices([saying.said[check][at] for check in checks])
        if by_keyword is not None:
            said[KEYWORD_JUDGE] = by_keyword(heard)
        answers.append(answered)
        found.append(msgspec.structs.replace(saying.said[checks[0]][at], said=said))
    return (answers, found) if len(found[0].said) > 1 else None


def _voices(judgements: Sequence[Judgement]) -> dict[str, str]:
    """Return what each judge said, those inside a combined one each by itself."""
    voices: dict[str, str] = {}
    for one in judgements:
        voices |= one.said or {one.judge: one.verdict}
    return voices
