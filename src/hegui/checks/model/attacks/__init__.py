"""Attacks: a question put differently, to try whether a model still declines."""

from hegui.checks.model.attacks.operators import Operator, UnknownAttackError, attacked, attacks

__all__ = ["Operator", "UnknownAttackError", "attacked", "attacks"]
