"""What judges that are models have cost in the folder of a test, in all runs of it."""

from pathlib import Path

from hegui.checks.model.budget import Purse
from hegui.checks.model.journal.lines import placed_lines
from hegui.checks.model.judges.definition import Judges, JudgeSpec
from hegui.checks.model.judges.errors import JudgeWithoutPriceError

PREFIX = "judge-"


def cost_of(spec: JudgeSpec, asked: float, answered: float) -> float | None:
    """Return what tokens cost, None for a judge whose prices are not told."""
    if spec.price_in is None and spec.price_out is None:
        return None
    prices = Purse().prices(spec.id, spec.price_in or 0.0, spec.price_out or 0.0)
    return prices.cost(asked, answered)


def spent_by_judges(folder: Path, judges: Judges | None, *, capped: bool) -> dict[str, float]:
    """Return what each judge with a journal in the folder has cost; `judges` tell the prices.

    Where nobody tells a price it counts as nothing, but under a cap (`capped`), which could not hold,
    a judge that used tokens raises `JudgeWithoutPriceError`.
    """
    specs = {spec.id: spec for spec in judges.specs} if judges else {}
    found = {}
    for path in sorted(folder.glob(f"{PREFIX}*.jsonl")):
        name = path.stem.removeprefix(PREFIX)
        asked, answered = _tokens(path)
        cost = cost_of(specs[name], asked, answered) if name in specs else None
        if cost is None and capped and asked + answered:
            raise JudgeWithoutPriceError(judge=name)
        found[name] = cost or 0.0
    return found


def _tokens(path: Path) -> tuple[int, int]:
    """Return the tokens that a journal says were asked and answered; they are plain in a sealed one, too."""
    asked = answered = 0
    with path.open("rb") as file:
        for line, _, _ in placed_lines(file, path.name):
            asked += line.asked_tokens or 0
            answered += line.tokens or 0
    return asked, answered
