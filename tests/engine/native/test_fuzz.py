"""The C code under the sanitizers of the compiler; `make fuzz` runs it longer."""

import os
import subprocess
from pathlib import Path

import pytest

from hegui.engine.native.build import HERE, SOURCES, compiler

ROUNDS = 50_000 if os.environ.get("HEGUI_FUZZ") == "long" else 1_500
FLAGS = ("-g", "-O1", "-std=c11", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


@pytest.mark.parametrize("way", ["", "-DNATIVE_SLOW"], ids=["quick", "slow"])
def test_nothing_is_touched_that_was_not_handed_over(tmp_path: Path, way: str) -> None:
    if not compiler():
        pytest.skip("no C compiler")
    program, files = tmp_path / "fuzz", [HERE / name for name in SOURCES]
    command = [
        *compiler(),
        *FLAGS,
        *filter(None, [way]),
        f"-I{HERE}",
        *files,
        Path(__file__).with_name("fuzz.c"),
    ]
    built = subprocess.run([*command, "-o", program], capture_output=True, text=True, check=False)
    if built.returncode:
        pytest.skip(f"the compiler has no sanitizers: {built.stderr[-200:]}")
    for seed in ("1", "2"):
        done = subprocess.run(
            [program, seed, str(ROUNDS)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
