"""The report of a corpus: what was read, found, judged, and what was not looked at.

`read_folder` reads what the corpus commands left, `build` makes the context in one language,
`REPORTS` renders it. Equal folders give equal bytes.
"""

from hegui.reports.corpus.build import build
from hegui.reports.corpus.context import CorpusContext
from hegui.reports.corpus.folders import Folder, NotAFolderError, read_folder
from hegui.reports.corpus.render import REPORTS, CorpusReport

__all__ = [
    "REPORTS",
    "CorpusContext",
    "CorpusReport",
    "Folder",
    "NotAFolderError",
    "build",
    "read_folder",
]
