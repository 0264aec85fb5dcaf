"""Answers that stand in a file: the same keys as the top of hegui.yaml, checked the same way."""

from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.project.errors import Key, Problem, ProjectFileError, ProjectMissingError, key_name
from hegui.project.facts import check_facts, set_facts
from hegui.project.places import texts_at
from hegui.project.references import References
from hegui.project.secrets import check_secrets
from hegui.project.shape import check_shape, shape_of, wrong_type
from hegui.project.source import read_source
from hegui.project.template import Answers


def read_answers(path: Path, catalogue: Catalogue) -> Answers:
    """Return the answers in a YAML or JSON file: organisation, facts, people, as_of, rule_set.

    Raises `ProjectFileError` with every problem, or `ProjectMissingError`.
    """
    try:
        source = read_source(path)
    except OSError as error:
        raise ProjectMissingError(path=str(path)) from error
    problems = list(source.problems)

    def report(code: str, key: Key, text: Text) -> None:
        problems.append(Problem(code, source.line(key), key_name(key), text))

    value = source.value
    if isinstance(value, dict):
        _check(value, catalogue, report)
    elif not problems:
        report("wrong_type", (), wrong_type(dict, value))
    if problems:
        raise ProjectFileError(path, problems)
    return msgspec.convert(value | {"facts": set_facts(value.get("facts"))}, Answers)


def _check(value: dict[str, Any], catalogue: Catalogue, report: Any) -> None:
    rest = {key: inner for key, inner in value.items() if key != "facts"}
    check_shape(rest, shape_of(Answers), (), report)
    References(value, catalogue, report).check()
    people = [name for _, name in texts_at(value, ("people", "*", "id"))]
    check_facts(value.get("facts"), catalogue.facts, people, report)
    check_secrets(value, report)
