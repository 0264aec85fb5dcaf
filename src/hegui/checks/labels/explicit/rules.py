"""What an explicit label must be (catalogue), and how ours are made and looked for (own.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from hegui.catalogue.model import Catalogue, LabelRule
from hegui.checks.labels.rules import LabelRulesError
from hegui.common.text import Text

Content = Literal["text", "image", "audio", "video"]
CONTENTS: tuple[Content, ...] = ("text", "image", "audio", "video")
ELEMENTS = "LBL-E-ELEMENTS"
CHECK = "LBL-C-09"
RULES: Mapping[Content, str] = {
    "text": "LBL-E-TEXT",
    "image": "LBL-E-IMAGE",
    "audio": "LBL-E-AUDIO",
    "video": "LBL-E-VIDEO",
}


@dataclass(frozen=True, slots=True)
class ExplicitRules:
    """The figures and words of the standard, as far as a machine can apply them.

    `height_ratio` is of the short side of the picture, `window_chars` the characters at either end
    of a text in which a prompt is looked for (our own reading), `film_seconds` from the first frame.
    """

    ai: tuple[str, ...]
    generation: tuple[str, ...]
    window_chars: int
    height_ratio: float
    film_height_ratio: float
    film_seconds: float
    rhythm: tuple[str, ...]
    grade: Mapping[Content, Text]


def load_explicit_rules(catalogue: Catalogue) -> ExplicitRules:
    """Return the rules of the catalogue, or raise `LabelRulesError`."""
    rows = {content: _row(catalogue, rule_id) for content, rule_id in RULES.items()}
    elements = _row(catalogue, ELEMENTS)
    try:
        return ExplicitRules(
            ai=tuple(map(str, elements.data["ai"])),
            generation=tuple(map(str, elements.data["generation"])),
            window_chars=int(rows["text"].data["check"]["window_chars"]),
            height_ratio=float(rows["image"].data["min_height_ratio_of_short_side"]),
            film_height_ratio=float(rows["video"].data["min_height_ratio_of_short_side"]),
            film_seconds=float(rows["video"].data["min_seconds"]),
            rhythm=tuple(map(str, rows["audio"].data["rhythm"])),
            grade={content: _grade(catalogue, row) for content, row in rows.items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise LabelRulesError(id="LBL-E-*") from error


def _row(catalogue: Catalogue, rule_id: str) -> LabelRule:
    if rule_id not in catalogue.label_rules:
        raise LabelRulesError(id=rule_id)
    return catalogue.label_rules[rule_id]


def _grade(catalogue: Catalogue, row: LabelRule) -> Text:
    grade = catalogue.grades[row.grade]
    return Text(grade.zh, grade.en)


@cache
def own() -> dict[str, Any]:
    """Return our own defaults."""
    data = files("hegui.checks.labels.explicit").joinpath("own.yaml").read_bytes()
    found: dict[str, Any] = yaml.safe_load(data)
    return found
