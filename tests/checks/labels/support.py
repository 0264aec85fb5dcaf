"""What several tests of labels share."""

import json

from tests.support.media import LABEL

TEXT = json.dumps(LABEL, separators=(",", ":"))
WRAPPED = json.dumps({"AIGC": LABEL})
AIGC_XMP = f"<TC260:AIGC>{TEXT}</TC260:AIGC>"
