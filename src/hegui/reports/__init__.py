"""Reports: the same sealed answer for people who read pages, paper, JSON or CI logs.

`render_all` renders every asked format and language from one `Material`; equal material gives
equal bytes.
"""

from hegui.reports.material import Material
from hegui.reports.registry import REPORTS, Report, ReportFormatError, file_name, render_all

__all__ = ["REPORTS", "Material", "Report", "ReportFormatError", "file_name", "render_all"]
