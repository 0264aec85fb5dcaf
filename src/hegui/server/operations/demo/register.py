"""Relations between the subjects of the demonstration, and its filings, all of them fictional."""

import datetime as dt
from typing import Any

from hegui.common.dates import today
from hegui.server.operations.demo.people import Cast

RELATIONS = (
    ("model", "trained_on", "corpus", "预训练与对齐"),
    ("model", "served_by", "service", "线上推理"),
    ("model", "supplied_by", "cloud", "训练与推理算力"),
    ("service", "supplied_by", "cloud", "主机与网络"),
    ("service", "supplied_by", "sms", "注册验证短信"),
)
NOTE = "演示数据，编号为虚构。"
FILINGS: tuple[dict[str, Any], ...] = (
    {
        "procedure": "FIL-GAI",
        "about": "model",
        "number": "Example-YunLuMoXing-00000000",
        "status": "granted",
        "filed_on": -560,
        "granted_on": -480,
        "renewal_on": 200,
    },
    {
        "procedure": "FIL-ALG",
        "about": "service",
        "number": "网信算备000000000000000000001号",
        "status": "granted",
        "filed_on": -540,
        "granted_on": -470,
        "renewal_on": 25,
    },
    {
        "procedure": "ICP",
        "about": "",
        "number": "示例ICP备00000000号-1",
        "status": "granted",
        "filed_on": -700,
        "granted_on": -680,
        "renewal_on": 320,
    },
    {
        "procedure": "MLPS",
        "about": "service",
        "number": "示例-00000-00001",
        "status": "granted",
        "filed_on": -600,
        "granted_on": -590,
        "renewal_on": -12,
    },
    {"procedure": "FIL-SAE", "about": "service", "status": "submitted", "filed_on": -14},
)
"""Days are counted from today: one renewal is overdue, one due soon. The numbers are all zeros."""


def relations_make(cast: Cast) -> None:
    """Relate the subjects: what trained on what, who supplies whom."""
    from hegui.server.inventory.services import relation_add

    found = subjects_of(cast)
    for source, kind, target, note in RELATIONS:
        relation_add(
            acting_user=cast.viewer,
            source=found[source],
            target=found[target],
            kind=kind,
            note=note,
        )


def filings_make(cast: Cast) -> None:
    """Record the filings, each with its authority."""
    from hegui.server.inventory.rules import filing_kinds
    from hegui.server.inventory.services import filing_create

    found = subjects_of(cast)
    for row in FILINGS:
        fields = {name: day_of(value) for name, value in row.items() if name != "about"}
        filing_create(
            acting_user=cast.viewer,
            subject=found.get(row["about"]),
            authority=filing_kinds()[row["procedure"]].authority.zh,
            notes=NOTE,
            **fields,
        )


def day_of(value: Any) -> Any:
    """Return the day that a number of days means, and any other value as it is."""
    return today() + dt.timedelta(days=value) if isinstance(value, int) else value


def subjects_of(cast: Cast) -> dict[str, Any]:
    """Return the subjects of the demonstration by their keys."""
    from hegui.server.inventory.models import Subject

    return {row.key: row for row in Subject.objects.filter(organisation=cast.organisation)}
