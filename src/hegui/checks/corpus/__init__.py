"""Checks of training data: keywords, personal information, protected works, duplicates, sources, keyword library.

The registry imports the modules of `MODULES`, which register their checks. The package itself
imports nothing: a worker that scans needs none of them.
"""

MODULES = (
    "annotation.check",
    "duplicates.check",
    "identity.check",
    "licences.check",
    "media.check",
    "overlap.check",
    "profile.check",
    "samples.check",
    "sources.check",
    "terms.check",
    "terms.classifier",
    "terms.library",
)
