"""Limits as exact fractions, and counts that can be counts."""

from decimal import Decimal
from fractions import Fraction

from hegui.common.errors import HeguiError
from hegui.common.text import Text

Limit = Fraction | Decimal | int | str | float


class BadCountError(HeguiError):
    """Counts that cannot be: negative, more hits than items, a limit outside 0 to 1."""

    code = "bad_count"
    text = Text(
        "计数或限值不成立：{what}。请检查产生它的数据。",
        "A count or limit cannot be: {what}. Check the data it came from.",
    )


def as_fraction(limit: Limit) -> Fraction:
    """Return a share between 0 and 1 exactly as it is written: 0.96 is 96/100, not a float near it."""
    value = Fraction(str(limit)) if isinstance(limit, float) else Fraction(limit)
    if not 0 <= value <= 1:
        raise BadCountError(what=f"limit {limit}")
    return value


def check_counts(k: int, n: int) -> None:
    """Raise `BadCountError` unless 0 <= k <= n, both whole numbers."""
    if (
        isinstance(k, bool)
        or isinstance(n, bool)
        or not isinstance(k, int)
        or not isinstance(n, int)
    ):
        raise BadCountError(what=f"k={k!r}, n={n!r}")
    if not 0 <= k <= n:
        raise BadCountError(what=f"k={k}, n={n}")
