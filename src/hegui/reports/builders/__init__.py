"""Builders: each makes one part of the report context from the material."""

from typing import Any

from hegui.common.text import Lang
from hegui.reports.builders import clauses, evidence, obligations, overview, runs
from hegui.reports.builders.base import Base
from hegui.reports.context import Header, ReportContext
from hegui.reports.material import Material


def build(material: Material, lang: Lang, w: dict[str, Any]) -> ReportContext:
    """Build the whole context of one report in one language."""
    if not material.sealed:
        w = {**w, "check_list": w["check_list_unsealed"]}
    base = Base(material, lang, w)
    views = clauses.build(base)
    done, not_run = runs.build(base)
    return ReportContext(
        lang=lang,
        w=w,
        header=_header(base),
        overview=overview.build(base, views),
        clauses=views,
        layers=clauses.layers_of(views),
        instruments=obligations.build(base),
        runs=done,
        not_run=not_run,
        evidence=evidence.build(base),
        sections=material.sections,
        marks=material.marks,
        sealed=material.sealed,
    )


def _header(base: Base) -> Header:
    material = base.material
    return Header(
        organisation=base.named(material.project.organisation),
        as_of=material.inputs.as_of.isoformat(),
        rule_set=material.inputs.rule_set,
        catalogue=f"{material.catalogue.version} ({material.catalogue.digest[:12]})",
        content_digest=material.content_digest,
        report_id=material.content_digest[:12],
        title=base.w["title"],
    )
