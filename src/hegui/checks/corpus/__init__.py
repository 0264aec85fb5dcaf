"""Checks of training data: keywords, personal information, protected works, duplicates, sources, keyword library.

Importing this package registers them.
"""

from hegui.checks.corpus.annotation.check import corpus_annotation
from hegui.checks.corpus.duplicates.check import corpus_duplicates
from hegui.checks.corpus.identity.check import corpus_pii
from hegui.checks.corpus.licences.check import corpus_licences
from hegui.checks.corpus.media.check import corpus_media
from hegui.checks.corpus.overlap.check import corpus_protected
from hegui.checks.corpus.profile.check import corpus_profile
from hegui.checks.corpus.samples.check import corpus_sample_manual, corpus_sample_technical
from hegui.checks.corpus.sources.check import corpus_sources
from hegui.checks.corpus.terms.check import corpus_terms
from hegui.checks.corpus.terms.classifier import terms_classifier
from hegui.checks.corpus.terms.library import terms_library

__all__ = [
    "corpus_annotation",
    "corpus_duplicates",
    "corpus_licences",
    "corpus_media",
    "corpus_pii",
    "corpus_profile",
    "corpus_protected",
    "corpus_sample_manual",
    "corpus_sample_technical",
    "corpus_sources",
    "corpus_terms",
    "terms_classifier",
    "terms_library",
]
