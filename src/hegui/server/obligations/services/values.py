"""Is a value one that the fact may have? The check is the one of the project file."""

from typing import Any

from hegui.catalogue.model import Fact
from hegui.common.text import Text
from hegui.project.facts import check_facts
from hegui.server.obligations.services.problems import invalid

LARGEST = 10**12


def known_value(fact: Fact, value: Any, field: str = "value") -> Any:
    """Return the value as it is stored (sets sorted, None for not known) or raise `InvalidError`."""
    if value is None:
        return None
    plain = sorted(set(value)) if _texts(value) else value
    problems: list[Text] = []
    marked = {"value": plain, "by": "x", "on": "2026-01-01", "reason": "x"}
    declared = {fact.id: marked if fact.judgement else plain}

    def report(code: str, key: object, text: Text) -> None:
        problems.append(text)

    check_facts(
        declared,
        {fact.id: fact},
        ["x"],
        report,
    )
    if isinstance(plain, int) and plain > LARGEST:
        problems.append(Text(f"不得大于 {LARGEST}。", f"at most {LARGEST}."))
    if problems:
        raise invalid(field, problems[0])
    return plain


def _texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
