"""Own question suites, as data: templates with real variety, honestly counted, written responsibly."""

from hegui.checks.banks.suites.building import UnknownSuiteError, suite, suite_names, suites

__all__ = ["UnknownSuiteError", "suite", "suite_names", "suites"]
