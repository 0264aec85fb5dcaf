"""Behaviour of models and services. Importing this package registers its checks."""

from hegui.checks.model import attack, generated, recorded, refusal
from hegui.checks.model.capability import check as capability
from hegui.checks.model.comparing import check as compare
from hegui.checks.model.measures import checks
from hegui.checks.model.suspension import check as suspension

__all__ = [
    "attack",
    "capability",
    "checks",
    "compare",
    "generated",
    "recorded",
    "refusal",
    "suspension",
]
