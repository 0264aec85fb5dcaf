"""Behaviour of models and services. Importing this package registers its checks."""

from hegui.checks.model import generated, refusal

__all__ = ["generated", "refusal"]
