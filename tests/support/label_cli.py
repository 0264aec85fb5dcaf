"""`hegui label` as its users type it."""

import json
from typing import Any

import pytest

from hegui.cli.main import run


class Said:
    """Runs the command line and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(["label", *map(str, words)])
        out, err = self._capsys.readouterr()
        return int(str(ended.value.code)), out, err

    def json(self, name: str, *words: object) -> tuple[int, dict[str, Any]]:
        code, out, _err = self(name, "--json", *words)
        return code, json.loads(out)
