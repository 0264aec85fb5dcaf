"""Adding the elements of propagation to a label: the generator's part stays byte for byte."""

import json
import re

from hegui.checks.labels.value import parse_value
from hegui.checks.labels.write.errors import LabelWriteError
from hegui.checks.labels.write.label import PROPAGATION
from hegui.common.text import Text

NOT_A_LABEL = Text(
    "已有标识不是一个 JSON 对象（{why}）", "the label is not one JSON object ({why})"
)
MEMBER = '("{name}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"'


def propagated(
    text: str, name: str, *, propagator: str, propagate_id: str, reserved: str = ""
) -> str:
    """Return the text of a label with its three fields of propagation filled.

    What the generator wrote is kept byte for byte: only the values of the three fields change, and
    those that are missing are added at the end. Raises `LabelWriteError` when the text is no
    object; `name` is the file's.
    """
    value = parse_value(text)
    if value.fields is None or value.encoded_twice:
        reason = value.fault or Text("编码两次", "encoded twice")
        raise LabelWriteError(name, NOT_A_LABEL.filled(why=reason.both()))
    for field, new in zip(PROPAGATION, (propagator, propagate_id, reserved), strict=True):
        text = _with_member(text, field, new, known=field in value.fields)
    return text


def _with_member(text: str, field: str, value: str, *, known: bool) -> str:
    spelled = json.dumps(value, ensure_ascii=False)
    if known:
        pattern = MEMBER.format(name=re.escape(field))
        return re.sub(pattern, lambda found: found[1] + spelled, text, count=1)
    at = _end_of_object(text)
    comma = "" if text[:at].rstrip().endswith("{") else ","
    return f'{text[:at]}{comma}"{field}":{spelled}{text[at:]}'


def _end_of_object(text: str) -> int:
    """Return where the innermost object ends: the one that holds the fields."""
    end = len(text.rstrip()) - 1
    while end > 0 and text[:end].rstrip().endswith("}"):
        end = len(text[:end].rstrip()) - 1
    return end
