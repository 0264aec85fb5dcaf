"""Rules that the catalogue must keep: one small function per rule, whose docstring is the message.

Importing a module of this package registers its rules.
"""

from hegui.catalogue.validators import conditions, references, rows, texts
from hegui.catalogue.validators.registry import VALIDATORS, validate

__all__ = ["VALIDATORS", "conditions", "references", "rows", "texts", "validate"]
