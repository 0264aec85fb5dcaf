"""Uniqueness in which nothing equals nothing, on databases that cannot say so themselves."""

from itertools import product

from django.db.models import Q, UniqueConstraint


def unique_with_nulls(
    name: str, fields: tuple[str, ...], optional: tuple[str, ...]
) -> list[UniqueConstraint]:
    """Return constraints under which two rows without an optional field count as equal in it.

    SQLite knows no NULLS NOT DISTINCT, so each choice of empty fields has its partial index.
    """
    found = []
    for missing in product((False, True), repeat=len(optional)):
        empty = dict(zip(optional, missing, strict=True))
        given = [field for field in optional if not empty[field]]
        conditions = {f"{field}__isnull": empty[field] for field in optional}
        ending = "_".join(given) or "alone"
        found.append(
            UniqueConstraint(
                fields=[*fields, *given], condition=Q(**conditions), name=f"{name}_{ending}"
            )
        )
    return found
