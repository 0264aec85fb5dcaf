"""Reading a clause set from JSON, YAML or XLSX. One bad row is named and nothing is taken."""

import json
from typing import Annotated, Any

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.server.assessments.errors import ClauseSetError
from hegui.server.core.plain import CONTROL

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
SHOWN = 50
ROW = Text("第 {number} 行（{shown}）：{what}。", "Row {number} ({shown}): {what}.")
YES = Text("是", "true")
NO = Text("否", "false")
NAMES = (
    "id",
    "parent",
    "number",
    "title_zh",
    "title_en",
    "requirement_zh",
    "requirement_en",
    "layer",
    "kind",
    "weight",
    "gate",
    "grade",
)
Code = Annotated[str, msgspec.Meta(max_length=60)]
ClauseId = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[\w.()（）/+-]+$")]
MaybeId = Annotated[str, msgspec.Meta(max_length=64)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Words = Annotated[str, msgspec.Meta(max_length=20_000)]


class ClauseIn(Record, frozen=True, kw_only=True):
    """One clause as it is imported. `number` is what people call it; without one, its id."""

    id: ClauseId
    title_zh: Title
    parent: MaybeId = ""
    number: MaybeId = ""
    title_en: Annotated[str, msgspec.Meta(max_length=300)] = ""
    requirement_zh: Words = ""
    requirement_en: Words = ""
    layer: Code = ""
    kind: Code = ""
    weight: Annotated[int, msgspec.Meta(ge=0, le=100)] = 1
    gate: bool = False
    grade: Annotated[str, msgspec.Meta(max_length=20)] = ""


class SetIn(Record, frozen=True, kw_only=True):
    """What a file says about the set as a whole; forms may say it instead."""

    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    title_en: Annotated[str, msgspec.Meta(max_length=200)] = ""
    release: Annotated[str, msgspec.Meta(max_length=80)] = ""
    source: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    numbering: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    grade: Annotated[str, msgspec.Meta(max_length=20)] = ""
    clauses: tuple[ClauseIn, ...] = ()


def read_set(data: bytes, name: str) -> SetIn:
    """Return the clause set of a file; raise `ClauseSetError` with every row that is wrong."""
    if len(data) > MAX_BYTES:
        raise _whole(Text("文件超过 20 MB。", "The file is larger than 20 MB."))
    lower = name.lower()
    if lower.endswith(".xlsx") or data[:4] == b"PK\x03\x04":
        raw: Any = _from_xlsx(data)
    elif lower.endswith((".yaml", ".yml")):
        raw = _from_yaml(data)
    else:
        raw = _from_json(data)
    return checked(raw)


def checked(raw: Any) -> SetIn:
    """Return the typed set; the quick way when all is well, row by row when it is not."""
    if isinstance(raw, list):
        raw = {"clauses": raw}
    if not isinstance(raw, dict) or not isinstance(raw.get("clauses"), list):
        raise _whole(Text("里面没有 clauses 列表。", "It holds no list named clauses."))
    rows = raw["clauses"]
    if not 0 < len(rows) <= MAX_ROWS:
        raise _whole(
            Text(
                f"条款数应为 1 到 {MAX_ROWS}，实为 {len(rows)}。",
                f"There must be 1 to {MAX_ROWS} clauses, not {len(rows)}.",
            )
        )
    try:
        found = msgspec.convert(raw, SetIn)
    except msgspec.ValidationError as error:
        problems = _each(rows)
        if not problems:
            raise _whole(Text(f"表头信息有误：{error}", f"The head is wrong: {error}")) from error
        raise ClauseSetError(problems[:SHOWN], len(problems)) from error
    problems = [*_texts(found), *_relations(found.clauses)]
    if problems:
        raise ClauseSetError(problems[:SHOWN], len(problems))
    return found


def _each(rows: list[Any]) -> list[dict[str, Any]]:
    problems = []
    for number, row in enumerate(rows, 1):
        try:
            msgspec.convert(row, ClauseIn)
        except msgspec.ValidationError as error:
            shown = row.get("id", "") if isinstance(row, dict) else ""
            problems.append(_problem(number, shown, Text(f"内容不合要求（{error}）", str(error))))
    return problems


def _texts(found: SetIn) -> list[dict[str, Any]]:
    """Return the rows that hold control characters: they would break pages and databases."""
    head = "".join(
        (found.title, found.title_en, found.release, found.source, found.numbering, found.grade)
    )
    if CONTROL.search(head):
        return [_problem(0, "", Text("表头含控制字符", "The head holds control characters"))]
    problems = []
    for number, row in enumerate(found.clauses, 1):
        whole = "".join(str(getattr(row, name)) for name in NAMES)
        if CONTROL.search(whole):
            problems.append(
                _problem(number, row.id, Text("含控制字符", "It holds control characters"))
            )
    return problems


def _relations(rows: tuple[ClauseIn, ...]) -> list[dict[str, Any]]:
    """Return the rows whose id occurs twice; parents may be headings outside the set."""
    problems, seen = [], dict[str, int]()
    for number, row in enumerate(rows, 1):
        if row.id in seen:
            first = seen[row.id]
            problems.append(
                _problem(
                    number,
                    row.id,
                    Text(f"编号与第 {first} 行重复", f"Its id is that of row {first}"),
                )
            )
        if row.parent == row.id:
            problems.append(
                _problem(number, row.id, Text("上级条款是它自己", "It is its own parent"))
            )
        seen.setdefault(row.id, number)
    return problems


def _problem(number: int, clause: Any, what: Text) -> dict[str, Any]:
    shown = str(clause)[:64]
    return {
        "row": number,
        "clause": shown,
        "what_zh": ROW.in_("zh", number=number, shown=shown, what=what.zh),
        "what_en": ROW.in_("en", number=number, shown=shown, what=what.en),
    }


def _whole(what: Text) -> ClauseSetError:
    return ClauseSetError([{"row": 0, "clause": "", "what_zh": what.zh, "what_en": what.en}])


def _from_json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _whole(
            Text(f"不是有效的 JSON：{error}", f"This is not valid JSON: {error}")
        ) from error


def _from_yaml(data: bytes) -> Any:
    """Read YAML without aliases, which could grow without end."""
    import yaml

    try:
        text = data.decode("utf-8-sig")
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise _whole(Text("YAML 里不能用别名。", "The YAML must not use aliases."))
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > 8:
                raise _whole(Text("YAML 嵌套过深。", "The YAML is nested too deeply."))
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise _whole(
            Text(f"不是有效的 YAML：{error}", f"This is not valid YAML: {error}")
        ) from error


def _from_xlsx(data: bytes) -> Any:
    """Read the first sheet; its first row names the columns."""
    from hegui.server.assessments.sheet import sheet_rows

    rows = sheet_rows(data, MAX_ROWS)
    if rows is None:
        raise _whole(Text("不是可读的 XLSX 文件。", "This is not a readable XLSX file."))
    heads = [str(cell or "").strip() for cell in next(iter(rows), ())]
    unknown = [head for head in heads if head and head not in NAMES]
    if unknown or "id" not in heads:
        names = ", ".join(NAMES)
        raise _whole(
            Text(f"第一行应为列名：{names}。", f"The first row must name columns: {names}.")
        )
    return {"clauses": [_sheet_row(heads, row) for row in rows[1:] if any(row)]}


def _sheet_row(heads: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for head, cell in zip(heads, row, strict=False):
        if not head or cell is None:
            continue
        if head == "gate":
            yes = str(cell).strip().lower()
            known = {"1": True, "0": False} | dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
            found[head] = known.get(yes, cell)
        elif head == "weight":
            found[head] = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
        else:
            found[head] = cell if isinstance(cell, str) else f"{cell}"
    return found
