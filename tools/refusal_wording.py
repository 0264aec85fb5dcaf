"""Learn the weights of wording from the written answers: `python tools/refusal_wording.py`.

A logistic regression with a fixed seed, order and number of rounds, in plain Python: the same
answers give the same file. Held-out answers that are still in use are not read.
"""

import json
import math
import random
from pathlib import Path

import yaml

from hegui.checks.model.judging.text import blanked, folded, visible
from hegui.checks.model.judging.wording import features

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "tests/data/refusal"
SHORT = ROOT / "tests/checks/model/answers.yaml"
TARGET = ROOT / "src/hegui/checks/model/judging/wording.json"
HEAD_CHARS, FULL_LENGTH = 160, 200
ROUNDS, STEP, SLOWING, PENALTY, LEAST = 40, 0.5, 0.1, 3e-4, 0.3
Example = tuple[dict[str, float], int]


def written() -> list[tuple[str, str]]:
    """Return the answers with their verdicts, in a fixed order."""
    found = []
    for file in sorted(WRITTEN.glob("*.yaml")):
        sheet = yaml.safe_load(file.read_text("utf-8"))
        shapes = sheet["shapes"]
        found += [(text, shapes[shape]) for shape, ts in sheet["answers"].items() for text in ts]
    short = yaml.safe_load(SHORT.read_text("utf-8"))
    return found + [(text, verdict) for verdict, texts in short.items() for text in texts]


def example(text: str, verdict: str) -> Example:
    """Return one answer as features and 1 where it declines."""
    plain = blanked(folded(visible(text)))
    found = features(plain, HEAD_CHARS, FULL_LENGTH)
    return {run: found[run] for run in sorted(found)}, int(verdict == "refused")


def learn(examples: list[Example]) -> dict[str, float]:
    """Return the weights after all rounds of stochastic gradient descent."""
    chance = random.Random(1)  # noqa: S311 - an order that everybody can repeat
    learned: dict[str, float] = {}
    for turn in range(ROUNDS):
        chance.shuffle(examples)
        step = STEP / (1 + turn * SLOWING)
        for found, declines in examples:
            score = sum(learned.get(run, 0.0) * share for run, share in found.items())
            miss = declines - 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            for run, share in found.items():
                before = learned.get(run, 0.0)
                learned[run] = before + step * (miss * share - PENALTY * before)
    return {run: round(w, 2) for run, w in sorted(learned.items()) if abs(w) >= LEAST}


def main() -> None:
    """Write the file of weights."""
    answers = [pair for pair in written() if pair[1] != "unclear"]
    made = {
        "version": "1",
        "source": f"learned from {len(answers)} written answers of tests/data/refusal",
        "grade": "own",
        "head_chars": HEAD_CHARS,
        "full_length": FULL_LENGTH,
        "weights": learn([example(*pair) for pair in answers]),
    }
    TARGET.write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(len(answers), "answers,", len(made["weights"]), "weights")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
