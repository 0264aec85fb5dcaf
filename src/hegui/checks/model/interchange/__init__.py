"""Results of other tools as evidence, and a test as a log that inspect's viewer opens.

Files are read and written by their formats; none of the tools is needed or imported.
"""

from hegui.checks.model.interchange.reading import ForeignResult, NotAResultError, read_result
from hegui.checks.model.interchange.writing import inspect_log

__all__ = ["ForeignResult", "NotAResultError", "inspect_log", "read_result"]
