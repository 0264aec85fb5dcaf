"""Generate what git does not keep: corpus, media, log exports, and Word and PDF documents.

    python generate.py [FOLDER]      # FOLDER holds hegui.yaml; its generated/ is written anew

The same code gives the same content every time; no clock, no chance, no network.
"""

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from generating import corpus, documents, exports, media  # noqa: E402


def generate(folder: Path) -> None:
    """Write `generated/` in a project folder that holds the sources of the example."""
    out = folder / "generated"
    shutil.rmtree(out, ignore_errors=True)
    corpus.write(out / "corpus", out / "sources.csv")
    media.write(out / "media")
    exports.write(out / "exports")
    documents.write(folder / "documents", out / "documents")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
