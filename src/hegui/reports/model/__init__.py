"""The report of a model's test, as HTML and PDF; the means are those of the corpus report."""

from hegui.reports.corpus import REPORTS
from hegui.reports.model.build import build_model
from hegui.reports.model.load import build_load, read_load
from hegui.reports.model.names import Names
from hegui.reports.model.reading import NotATestError, Told, read_test
from hegui.reports.model.words import model_words

__all__ = [
    "REPORTS",
    "Names",
    "NotATestError",
    "Told",
    "build_load",
    "build_model",
    "model_words",
    "read_load",
    "read_test",
]
