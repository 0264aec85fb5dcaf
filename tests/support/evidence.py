"""Evidence for tests: small files of each kind, items, and many items at once for load tests."""

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hegui.server.core.ids import new_id
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item, ItemVersion, Link
from hegui.server.evidence.services import item_create, keep

DAY = dt.date(2026, 3, 31)
TYPES = ("EV-TRN", "EV-CHG", "EV-TST", "EV-SRC")
CLAUSES = ("4.1", "4.2", "5.1", "6.1")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def upload(
    data: bytes | str = "培训签到表\n张三 已到\n", name: str = "签到表.txt"
) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def make_item(viewer: Viewer, data: bytes | str = "培训签到表\n", **fields: Any) -> Item:
    """Create a current item with a small text file."""
    known: dict[str, Any] = {
        "title": "签到表",
        "type": "EV-TRN",
        "period_from": DAY,
        "period_to": DAY,
    }
    raw = data.encode() if isinstance(data, str) else data
    name = fields.pop("name", "签到表.txt")
    return item_create(acting_user=viewer, kept=keep(io.BytesIO(raw), name), **known | fields)


def evidence_seed(organisation: Organisation, count: int, clauses: Sequence[str] = CLAUSES) -> None:
    """Create many current items, each with a version and most with a link; there are no files."""
    viewer = system_viewer(organisation)
    items, versions, links = [], [], []
    for number in range(count):
        item = Item(
            organisation=organisation,
            title=f"证据 {number * 7919 % count:06d}",
            type=TYPES[number % len(TYPES)],
            period_from=DAY - dt.timedelta(days=number % 700),
            valid_until=None if number % 3 else DAY + dt.timedelta(days=number % 900),
            state="current" if number % 10 else "draft",
            link_count=int(number % 20 != 0),
        )
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        version = ItemVersion(
            id=new_id(),
            organisation=organisation,
            item=item,
            number=1,
            sha256=digest,
            size=1000 + number,
            media_type="text/plain",
            name="记录.txt",
        )
        item.current = version
        items.append(item)
        versions.append(version)
        if item.link_count:
            ref = clauses[number % len(clauses)]
            links.append(Link(organisation=organisation, item=item, to="clause", ref=ref))
    with writing(viewer) as write:
        write.create_many(items, "evidence.items.imported", organisation)
        write.create_many(versions, "evidence.versions.imported", organisation)
        write.create_many(links, "evidence.links.imported", organisation)
