"""Build the native library beside this file, where there is a C compiler; nothing fails without.

Run by hatch (see `hatch_build.py`) when the package is built or installed from its sources, and by
hand with `python src/hegui/engine/native/build.py`. Imports nothing of the product.
"""

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
HEADER = "native.h"
SOURCES = ("literals.c", "lines.c", "utf8.c")
NAME = "native.lib"
"""No name of a module of Python, which it is not."""
FLAGS = ("-std=c11", "-O3", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra")
COMPILERS = ("cc", "gcc", "clang")
SYSTEMS = ("Linux", "Darwin", "FreeBSD")
SECONDS = 300


def compiler() -> list[str]:
    """Return the command of a C compiler, that of `CC` first; empty where there is none."""
    for command in (shlex.split(os.environ.get("CC", "")), *([name] for name in COMPILERS)):
        if command and shutil.which(command[0]):
            return command
    return []


def sources_digest() -> str:
    """Return the digest of the sources beside this file, which a library built from them knows."""
    digest = hashlib.sha256()
    for name in (HEADER, *SOURCES):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()[:32]


def build(target: Path = HERE / NAME, more: tuple[str, ...] = ()) -> str:
    """Build the library; return why it was not built, empty when it was.

    An earlier library is replaced as a whole, and removed where building fails: it may be older
    than what calls it.
    """
    command = compiler() if platform.system() in SYSTEMS else []
    why = "no C compiler"
    if command:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            made = Path(folder) / NAME
            files = [str(HERE / name) for name in SOURCES]
            flags = (*FLAGS, f'-DNATIVE_SOURCES="{sources_digest()}"', *more)
            why = _run([*command, *flags, *files, "-o", str(made)])
            if not why:
                os.replace(made, target)
                return ""
    target.unlink(missing_ok=True)
    return why


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.strip() or "the compiler failed" if done.returncode else ""


if __name__ == "__main__":
    problem = build()
    sys.stdout.write(f"{problem or HERE / NAME}\n")
    sys.exit(bool(problem))
