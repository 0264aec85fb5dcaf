"""Behaviour of models and services. Importing this package registers its checks."""

from hegui.checks.model import attack, generated, recorded, refusal
from hegui.checks.model.measures import checks

__all__ = ["attack", "checks", "generated", "recorded", "refusal"]
