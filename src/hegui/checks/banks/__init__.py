"""Question-bank checks: size, coverage and age of the banks and of their judging rules.

Importing this package registers them.
"""

from hegui.checks.banks.checks import bank_generated, bank_should_answer, bank_should_refuse

__all__ = ["bank_generated", "bank_should_answer", "bank_should_refuse"]
