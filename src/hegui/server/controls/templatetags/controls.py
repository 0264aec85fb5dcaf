"""Tags of the templates of controls."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(counts: Mapping[str, int], key: Any) -> int:
    """Return the number that belongs to a record; none is 0."""
    return counts.get(str(key), 0)
