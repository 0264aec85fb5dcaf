"""Build the native library with the package: a wheel for this system where it could be built, else a
pure one. Never fails for want of a compiler. `HEGUI_NATIVE=0` builds without."""

import os
import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src/hegui/engine/native")


class NativeLibrary(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the library into the wheel; an editable installation finds it among the sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before files are gathered."""
        if self.target_name != "wheel" or os.environ.get("HEGUI_NATIVE") == "0":
            return
        maker = runpy.run_path(str(Path(self.root) / FOLDER / "build.py"))
        if problem := maker["build"]():
            self.app.display_warning(f"hegui: no native library: {problem}")
            return
        build_data["artifacts"].append(f"/{FOLDER / maker['NAME']}")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_tag()}"


def platform_tag() -> str:
    """Return the tag of wheels for this system."""
    import sysconfig

    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
