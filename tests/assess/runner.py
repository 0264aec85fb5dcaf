"""Assess the project of the factory in a process of its own: `runner.py FOLDER OUT [--resume]`."""

import os
import resource
import sys
from pathlib import Path

from hegui.assess import Options, assess
from hegui.common.errors import HeguiError
from tests.assess import factory


def main() -> int:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    declared = factory.project(folder)
    if limit := int(os.environ.get("FILE_LIMIT", "0")):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    pause = float(os.environ.get("PAUSE", "0"))
    try:
        bundle = assess(
            declared,
            factory.catalogue(),
            out,
            options=Options(
                resume="--resume" in sys.argv,
                fresh="--resume" not in sys.argv,
                force=True,
            ),
            registry=factory.registry(pause),
        )
    except HeguiError as error:
        print(error.code, file=sys.stderr)
        return error.exit_code
    print(bundle.digest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
