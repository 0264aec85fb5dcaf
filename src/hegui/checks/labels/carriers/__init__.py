"""Where labels live in files: readers that walk the container and read only what they need."""

from hegui.checks.labels.carriers.detect import CARRIERS, Reading, read_label_sites
from hegui.checks.labels.carriers.errors import UnreadableMediaError
from hegui.checks.labels.carriers.site import Site

__all__ = ["CARRIERS", "Reading", "Site", "UnreadableMediaError", "read_label_sites"]
