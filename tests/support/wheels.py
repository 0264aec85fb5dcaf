"""Build a package as `pip install .` would, and unpack its wheel where a test wants it."""

import subprocess
import sys
import zipfile
from pathlib import Path


def install_wheel(package: Path, site: Path) -> None:
    """Build the wheel of `package` with its own pyproject.toml and unpack it into `site`."""
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", site, package],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = site.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
