"""Files that come with the package: the fonts, last resort of reports and of drawn labels."""

from importlib.resources import as_file, files
from pathlib import Path

REGULAR, BOLD = "HeguiSansSC-Regular.otf", "HeguiSansSC-Bold.otf"


def bundled_fonts() -> Path:
    """Return the folder of the bundled fonts (SIL Open Font License 1.1)."""
    with as_file(files("hegui.common") / "fonts") as folder:
        return folder
