"""Behaviour of models and services. Importing this package registers its checks."""

from hegui.checks.model import attack, generated, recorded, refusal

__all__ = ["attack", "generated", "recorded", "refusal"]
