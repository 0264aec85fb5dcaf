"""Each rule of the catalogue has one tiny bad file, named after the defect."""

from pathlib import Path

import pytest

from hegui.catalogue.files import Source
from hegui.catalogue.loader import records
from hegui.catalogue.problems import CatalogueError, Problem
from hegui.catalogue.rows import RawCatalogue, collect
from hegui.catalogue.validators import VALIDATORS, validate

DATA = Path(__file__).parent.parent / "data" / "catalogue"
FILES = sorted(DATA.glob("*.yaml"))
STRUCTURE = {
    "bad_key", "duplicate_id", "duplicate_key", "missing_key", "no_id", "no_version", "not_a_list",
    "not_a_mapping", "not_utf8", "not_yaml", "remove_unknown", "too_large", "unknown_key",
    "unknown_kind", "wrong_type",
}  # fmt: skip
"""Defects found while reading, before the rules."""
WHOLE_FILE = {"not_utf8"}
"""Defects that have no line."""


def found(path: Path, base: RawCatalogue) -> list[Problem]:
    """Return the problems of one file laid over the built-in data."""
    raw = collect([[Source(path.name, path.read_bytes(), "")]], base)
    try:
        return validate(records(raw, "0" * 64), raw.rows)
    except CatalogueError as error:
        return list(error.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_defect_is_found_placed_and_the_only_error(
    path: Path, raw_builtin: RawCatalogue
) -> None:
    problems = found(path, raw_builtin)
    mine = [p for p in problems if p.code == path.stem and p.file == path.name]
    assert mine, [p.message("en") for p in problems]
    assert {p.code for p in problems if p.level == "error"} <= {path.stem}
    for problem in mine:
        assert (problem.line > 0) != (path.stem in WHOLE_FILE)
        for lang in ("zh", "en"):
            message = problem.message(lang)
            assert message.startswith(path.name)
            assert message.endswith(("。", "."))
            assert "{" not in message.replace("{name: [...]}", "")


def test_every_rule_has_its_bad_file() -> None:
    assert {path.stem for path in FILES} == STRUCTURE | set(VALIDATORS)


def test_every_rule_says_its_message_in_both_languages() -> None:
    for item in VALIDATORS.values():
        assert item.text.zh.endswith("。"), item.code
        assert item.text.en.endswith("."), item.code


def test_the_problem_names_row_and_field(raw_builtin: RawCatalogue) -> None:
    (problem,) = [p for p in found(DATA / "wrong_rule.yaml", raw_builtin) if p.code == "wrong_rule"]
    assert problem.where() == "wrong_rule.yaml:9: 4.1.conditions.logs.rule"
    assert "moon_phase" in problem.text.en
    (problem,) = found(DATA / "wrong_type.yaml", raw_builtin)
    assert problem.where() == "wrong_type.yaml:6: TEST.published"


def test_a_bomb_is_stopped_long_before_memory_is(raw_builtin: RawCatalogue) -> None:
    (problem,) = found(DATA / "too_large.yaml", raw_builtin)
    assert problem.code == "too_large"
    assert "200000" in problem.text.en
