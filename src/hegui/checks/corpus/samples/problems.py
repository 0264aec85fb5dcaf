"""What can be wrong in a reviewed file."""

from hegui.common.struct import Record
from hegui.common.text import Text

PROBLEMS = {
    "missing": Text("缺少抽中的“{item}”", "the drawn item “{item}” is missing"),
    "doubled": Text("“{item}”与第 {other} 行重复", "“{item}” stands in line {other} already"),
    "foreign": Text("“{item}”不在抽样之中", "“{item}” was not drawn"),
    "verdict": Text(
        "“{item}”的结论“{word}”不认识，用 合格 或 不合格",
        "the verdict “{word}” of “{item}” is not known; use 合格 (pass) or 不合格 (fail)",
    ),
    "changed": Text(
        "“{item}”的正文摘要与抽取时不同", "the digest of the text of “{item}” is not the drawn one"
    ),
    "risk": Text(
        "“{item}”的风险“{word}”不在目录中", "the catalogue has no risk “{word}” (“{item}”)"
    ),
    "date": Text(
        "“{item}”的日期“{word}”应写成 YYYY-MM-DD",
        "write the date “{word}” of “{item}” as YYYY-MM-DD",
    ),
    "same_reviewer": Text(
        "“{item}”的两次审核都是“{word}”，只算一次",
        "both readings of “{item}” are by “{word}”: they count as one",
    ),
    "undisputed": Text(
        "“{item}”没有分歧，裁定不采用", "“{item}” is not disputed; the adjudication is not used"
    ),
}


class Problem(Record, frozen=True, kw_only=True):
    """A row that cannot be used as it is; `line` counts from 1, 0 where there is no row."""

    kind: str
    file: str
    line: int
    item: str
    zh: str
    en: str
