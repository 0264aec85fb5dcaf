"""The plan that a folder holds to: going on under another one is refused, or said in the result.

`settings.json` beside the journal holds every setting that decides what is asked of whom, private texts by
their digest. Pace, prices, judges and calibrations are none of it: they may change as one goes on.
"""

import json
from pathlib import Path
from typing import Any

from hegui.checks.model.errors import OtherPlanError
from hegui.common.files import OWNER, write_atomic
from hegui.common.hashing import canonical_json, digest_of
from hegui.common.text import Text

FORMAT, PLAN = "hegui/model-settings/1", "settings.json"
SHOWN = 40
"""Characters of a setting that a sentence shows."""
ELSEWHERE = Text("换一个 --out", "choose another --out")
OR_NEW = Text(
    "换一个 --out，或加 --new-plan 改用新计划（同样的提问用已有的回答，其余重新问，结果注明换过计划）",
    "choose another --out, or add --new-plan to go over to the new plan (equal requests keep their answers, "
    "others are asked, and the result says that the plan was changed)",
)


def hold(
    out: Path, told: dict[str, Any], *, begun: bool, new: bool = False, advice: Text = OR_NEW
) -> dict[str, Any]:
    """Hold a folder to a plan; return its digest and those of `earlier` plans of the folder.

    `told` are the settings by the option that sets them. Raises `OtherPlanError`, which names what
    differs, where the folder has `begun` under another plan, unless a `new` one is asked for.
    """
    digest, before = digest_of(told), _read(out / PLAN) if begun else {}
    earlier: list[str] = before.get("earlier", [])
    if before and before["digest"] != digest:
        if not new:
            what = "; ".join(_differing(before["plan"], told))
            raise OtherPlanError(path=out, what=what, advice_zh=advice.zh, advice_en=advice.en)
        earlier = [*earlier, before["digest"]]
    kept = {"format": FORMAT, "digest": digest, "earlier": earlier, "plan": told}
    write_atomic(out / PLAN, canonical_json(kept), OWNER)
    return {"digest": digest, "earlier": earlier}


def _read(path: Path) -> dict[str, Any]:
    """Return the plan of a folder; empty where there is none that can be read."""
    try:
        found = json.loads(path.read_bytes())
        whole = found["format"] == FORMAT and isinstance(found["plan"], dict)
        whole = whole and isinstance(found["digest"], str) and isinstance(found["earlier"], list)
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if whole else {}


def _differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return each setting that differs, with both values."""
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return [f"{name} ({_shown(before.get(name))} → {_shown(now.get(name))})" for name in names]


def _shown(value: Any) -> str:
    text = "—" if value in (None, "", []) else str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
