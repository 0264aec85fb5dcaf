"""Behaviour of models and services. Importing this package registers its checks."""

from hegui.checks.model import attack, generated, refusal

__all__ = ["attack", "generated", "refusal"]
