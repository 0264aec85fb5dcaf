"""Setting a document in a process of its own: `python -m hegui.reports.aside folder`.

The folder holds `document.json` (`{"name", "as_of", "data"}`); what comes of it is `document.pdf`,
or `problem.json` with the message in both languages. A server stays small that way, and a document
that takes too long can be stopped.
"""

import json
import sys
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.reports.pdf import set_document


def main(folder: str) -> None:
    """Set the document of a folder."""
    place = Path(folder)
    told = json.loads((place / "document.json").read_bytes())
    try:
        made = set_document(told["name"], told["data"], told["as_of"])
    except HeguiError as error:
        words = {"zh": error.message("zh"), "en": error.message("en")}
        (place / "problem.json").write_text(json.dumps(words), "utf-8")
    else:
        (place / "document.pdf").write_bytes(made)


if __name__ == "__main__":
    main(sys.argv[1])
