"""Checks of training data: keyword scan, personal information, sources, and the keyword library.

Importing this package registers them.
"""

from hegui.checks.corpus.library import terms_library
from hegui.checks.corpus.pii import corpus_pii
from hegui.checks.corpus.sources import corpus_sources
from hegui.checks.corpus.terms import corpus_terms

__all__ = ["corpus_pii", "corpus_sources", "corpus_terms", "terms_library"]
