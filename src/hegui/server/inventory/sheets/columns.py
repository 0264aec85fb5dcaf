"""Which columns the sheets have, and writing them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from hegui.common.text import Text
from hegui.project.model import DIGEST_PATTERN, ID_PATTERN
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Relation, Subject
from hegui.server.inventory.rules import KINDS, STATUSES
from hegui.server.inventory.selectors import current_version, relation_list, subject_list
from hegui.server.inventory.stages import relation_types, stages
from hegui.server.pages.excel import SEEN, Column, Sheet, seen_as, write_book

PLAIN = ("name", "name_en", "status", "description", "licence", "origin")
"""Columns that are fields of a subject as they stand."""


def _fits(pattern: str, what: Text) -> Any:
    return lambda value: None if re.fullmatch(pattern, value) else what


def subject_sheet() -> Sheet:
    """Return the sheet of subjects with their current version."""
    rows = [(row.id, row.title) for row in stages().values()]
    key = Text("只能用字母、数字、点、下划线、连字符。", "use letters, digits, . _ and - only.")
    digest = Text(
        "须为 sha256: 或 sm3: 加 64 位十六进制数。", "write sha256: or sm3: and 64 digits."
    )
    return Sheet(
        title=Text("对象", "Subjects"),
        columns=[
            Column(
                "key",
                Text("编号", "Id"),
                required=True,
                unique=True,
                max_length=64,
                check=_fits(ID_PATTERN, key),
            ),
            Column("type", Text("类别", "Kind"), "choice", choices=[*KINDS.items()], required=True),
            Column("name", Text("名称", "Name"), required=True, width=32),
            Column("name_en", Text("英文名称", "English name")),
            Column("status", Text("状态", "Status"), "choice", choices=[*STATUSES.items()]),
            Column("stage", Text("阶段", "Stage"), "choice", choices=rows),
            Column("owner", Text("责任人", "Owner")),
            Column("domain", Text("业务域", "Domain"), max_length=120),
            Column("description", Text("说明", "Description"), "long"),
            Column("licence", Text("许可", "Licence"), max_length=120),
            Column("origin", Text("来源", "Origin"), max_length=500),
            Column("label", Text("当前版本", "Current version"), max_length=80),
            Column(
                "digest", Text("摘要", "Digest"), max_length=71, check=_fits(DIGEST_PATTERN, digest)
            ),
            Column("released_on", Text("发布日期", "Released on"), "date"),
            SEEN,
        ],
    )


def relation_sheet() -> Sheet:
    """Return the sheet of relations."""
    rows = [(row.id, row.title) for row in relation_types().values()]
    return Sheet(
        title=Text("关系", "Relations"),
        columns=[
            Column("source", Text("对象编号", "Subject"), required=True, max_length=64),
            Column("type", Text("关系", "Relation"), "choice", choices=rows, required=True),
            Column("target", Text("相关对象编号", "Related subject"), required=True, max_length=64),
            Column("note", Text("备注", "Note")),
        ],
    )


def inventory_export(*, viewer: Viewer) -> bytes:
    """Return the subjects and relations that the viewer may see as an Excel file."""
    subjects = subject_list(viewer=viewer).order_by("key").iterator(chunk_size=1000)
    relations = relation_list(viewer=viewer).order_by("source__key", "type", "target__key")
    return write_book(
        [(subject_sheet(), _subjects(subjects)), (relation_sheet(), _relations(relations))]
    )


def seen_now(subject: Subject) -> str:
    """Return the version of a subject, with that of its current version's record."""
    version = current_version(subject)
    return seen_as(subject.version, *([version.version] if version else []))


def _subjects(rows: Iterable[Subject]) -> Iterator[dict[str, Any]]:
    for row in rows:
        version = current_version(row)
        yield {name: getattr(row, name) for name in ("key", "type", "stage", *PLAIN)} | {
            "owner": row.owner.name if row.owner else "",
            "domain": row.domain.name if row.domain else "",
            "label": version.label if version else "",
            "digest": version.digest if version else "",
            "released_on": version.released_on if version else None,
            "seen": seen_now(row),
        }


def _relations(rows: Iterable[Relation]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "source": row.source.key,
            "type": row.type,
            "target": row.target.key,
            "note": row.note,
        }
