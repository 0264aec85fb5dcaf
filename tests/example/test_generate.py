"""The example generates the same bytes every time, whatever the clock says."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from hegui.common.hashing import sha256_file

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "assistant"


def generated(folder: Path) -> dict[str, str]:
    """Generate into a copy of the example; return the digest of every file."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("generated", "__pycache__"))
    subprocess.run([sys.executable, folder / "generate.py", folder], check=True)
    out = folder / "generated"
    return {str(p.relative_to(out)): sha256_file(p) for p in out.rglob("*") if p.is_file()}


def test_two_generations_are_equal_byte_for_byte(tmp_path: Path) -> None:
    first = generated(tmp_path / "first")
    time.sleep(2.1)  # zip files keep times to two seconds
    second = generated(tmp_path / "second")
    assert {"documents/d05-policy.docx", "documents/d12-report.pdf"} <= first.keys()
    assert first == second
