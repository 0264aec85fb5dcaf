"""The reference page of the catalogue's data format, from the records of the rows."""

from collections.abc import Iterator

from msgspec import NODEFAULT, inspect

from hegui.catalogue import load
from hegui.catalogue.kinds import DATES_FROM, KINDS
from hegui.catalogue.model import Label
from hegui.project.reference import kind_of
from hegui.project.shape import shape_of

HEAD = """# 目录数据格式 | Catalogue data format

The catalogue is YAML. A file may hold rows of any kind: its keys are the kinds below, each with a
list of rows (`labels` with one list per group). A folder given with `--catalogue` adds rows; a row
whose id exists replaces it. `hegui catalogue check --catalogue DIR` names every mistake with file,
line, row and field. [Add a clause](../howto/add-a-clause.md), [a criterion](../howto/add-a-criterion.md)
and [an instrument](../howto/add-an-instrument.md) show it step by step.

目录数据是 YAML：文件的键是下列种类，值是行的列表（`labels` 再按组分）。用 `--catalogue` 给出的文件夹增补各行，编号相同的行被替换。
"""

MORE = {
    "": "文字 words",
    "article_suffix": "条号后缀（“之一”等）suffix of an article",
    "attestation": "须由谁声明什么 what is to be stated, and by whom",
    "day": "日期 day",
    "detail": "说明 explanation",
    "essential": "是否关键 whether it is essential",
    "expression": "表达式（CEL）expression in CEL",
    "fails_when": "何时不符合（CEL）fails when, in CEL",
    "first_effective": "首次施行日期 day the first text took effect",
    "first_effective_grade": "该日期的核实程度 grade of that day",
    "id": "编号 id",
    "item": "项 item",
    "max_age_days": "结果最长有效天数 days for which a result counts",
    "metric": "度量 metric",
    "op": "比较符 comparison",
    "operator": "比较符 comparison",
    "paragraph": "款 paragraph",
    "parameters": "检查的参数 parameters of the check",
    "role": "岗位 role",
    "rule": "规则（CEL）rule in CEL",
    "unit": "单位 unit",
    "value": "数值 value",
}
"""Words for fields that `hegui catalogue show` does not name."""


def catalogue_page() -> str:
    """Return the page: one section for each kind of row, then the records inside rows."""
    labels = load().labels
    names, kinds = labels["field"], labels["row_kind"]
    parts = [HEAD]
    inner: dict[str, inspect.StructType] = {}
    for kind, record in KINDS.items():
        word = kinds.get(kind)
        parts.append(f"## {kind}\n")
        parts.append(f"{f'{word.zh} | {word.en}. ' if word else ''}{_about(record)}\n")
        if kind in DATES_FROM:
            parts.append(f"Without own dates, those of its `{DATES_FROM[kind][0]}` count.\n")
        parts += _table(shape_of(record), names, inner)
    parts.append("## 行内的记录 | Records inside rows\n")
    for shape in inner.values():
        parts += [f"### {shape.cls.__name__}\n", f"{_about(shape.cls)}\n"]
        parts += _table(shape, names, {})
    return "\n".join(parts)


def _about(record: type) -> str:
    return " ".join((record.__doc__ or "").split())


def _table(
    shape: inspect.StructType, names: dict[str, Label], inner: dict[str, inspect.StructType]
) -> Iterator[str]:
    yield "| field | 含义 Meaning | type | default |\n|---|---|---|---|"
    for field in shape.fields:
        _collect(field.type, inner)
        default = "必填 required" if field.required else _default(field)
        meaning = _meaning(field.encode_name, names)
        yield f"| `{field.encode_name}` | {meaning} | {kind_of(field.type)} | {default} |"
    yield ""


def _collect(shape: inspect.Type, inner: dict[str, inspect.StructType]) -> None:
    """Note the records that a field holds, and those that they hold."""
    if isinstance(shape, inspect.StructType):
        if shape.cls.__name__ not in inner:
            inner[shape.cls.__name__] = shape
            for field in shape.fields:
                _collect(field.type, inner)
    elif isinstance(shape, inspect.VarTupleType):
        _collect(shape.item_type, inner)
    elif isinstance(shape, inspect.DictType):
        _collect(shape.value_type, inner)
    elif isinstance(shape, inspect.UnionType):
        for part in shape.types:
            _collect(part, inner)


def _meaning(name: str, names: dict[str, Label]) -> str:
    """Return the words of a field; `_zh` and `_en` say in which language it is written."""
    stem, _, lang = name.rpartition("_")
    if lang not in ("zh", "en"):
        stem, lang = ("", name) if name in ("zh", "en") else (name, "")
    label = names.get(stem)
    words = f"{label.zh} {label.en}" if label else MORE.get(stem, "")
    suffix = {"zh": "（中文 Chinese）", "en": "（英文 English）", "": ""}[lang]
    return f"{words}{suffix}"


def _default(field: inspect.Field) -> str:
    plain = field.default is not NODEFAULT and isinstance(field.default, str | int | float | bool)
    return f"`{str(field.default).lower()}`" if plain and field.default != "" else ""
