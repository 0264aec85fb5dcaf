"""The report of a model's test, as HTML and PDF; the means are those of the corpus report."""

from hegui.reports.corpus import REPORTS
from hegui.reports.model.build import build_model, model_words
from hegui.reports.model.reading import NotATestError, Told, read_test

__all__ = ["REPORTS", "NotATestError", "Told", "build_model", "model_words", "read_test"]
