"""What a report is made from; it can be built before sealing or from an opened bundle."""

from dataclasses import dataclass, field

from hegui.catalogue.model import Catalogue
from hegui.conformity.model import Assessment, Inputs
from hegui.project.model import Project
from hegui.reports.context import Section
from hegui.reports.findings import FirstFindings, no_findings


@dataclass(frozen=True, slots=True)
class Material:
    """One assessment with all it rests on.

    `content_digest` is the digest over the bundle's content except `reports/`, so that a report
    can name it and still travel in the bundle. `sections` and `marks` (beside clauses) are what a
    server adds, in the language of the report; where nothing is `sealed` in a bundle, the report
    does not say that one can be verified.
    """

    project: Project
    catalogue: Catalogue
    inputs: Inputs
    assessment: Assessment
    content_digest: str
    findings: FirstFindings = no_findings
    sections: tuple[Section, ...] = ()
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sealed: bool = True
