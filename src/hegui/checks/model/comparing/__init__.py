"""Two tests of a model on the same questions: what became worse."""

from hegui.checks.model.comparing.compare import Compared, Comparison, Regression, compare_runs
from hegui.checks.model.comparing.read import TestRun, read_run

__all__ = ["Compared", "Comparison", "Regression", "TestRun", "compare_runs", "read_run"]
