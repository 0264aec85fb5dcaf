"""The child: sets its own limits, does one task, answers with JSON on its standard output."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 3 << 30
OUTPUT = 64 << 20


def limit(seconds: int) -> None:
    """Bound processor time, memory, the size of written files and the number of open ones."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))


def preview(path: Path, media_type: str, picture: str) -> Any:
    """Return what a page shows of a file."""
    from hegui.server.evidence.sandbox.make import make

    return make(path, media_type, Path(picture))


def script(path: Path) -> bool:
    """Tell whether the catalogue of a PDF holds scripts."""
    from hegui.server.evidence.sandbox.pdf import has_script

    return has_script(path)


def text(path: Path) -> Any:
    """Tell why the engine could not read a document; None when it can."""
    from hegui.checks.records.reading import document_text
    from hegui.common.errors import HeguiError

    try:
        document_text(path)
    except HeguiError as error:
        return {"zh": error.message("zh"), "en": error.message("en")}
    return None


def leaf(path: Path, number: str, picture: str) -> Any:
    """Draw one page of a PDF."""
    from hegui.server.evidence.sandbox.leaf import draw

    return draw(path, int(number), Path(picture))


TASKS = {"leaf": leaf, "preview": preview, "script": script, "text": text}


def main(task: str, seconds: str, path: str, *args: str) -> None:
    """Do one task."""
    limit(int(seconds))
    answer = TASKS[task](Path(path), *args)  # type: ignore[operator]
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
