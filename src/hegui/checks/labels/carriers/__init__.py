"""Where labels live in files: one module per container, behind one protocol."""

from hegui.checks.labels.carriers.errors import UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier
from hegui.checks.labels.carriers.registry import (
    CARRIERS,
    Reading,
    carrier_of,
    read_label_sites,
)
from hegui.checks.labels.carriers.site import Site

__all__ = [
    "CARRIERS",
    "Carrier",
    "Reading",
    "Site",
    "UnreadableMediaError",
    "carrier_of",
    "read_label_sites",
]
