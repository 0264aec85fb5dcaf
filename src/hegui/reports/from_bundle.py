"""The material of a report, taken from an opened bundle."""

from hegui.bundle import Bundle
from hegui.reports.findings import in_bundle
from hegui.reports.material import Material


def material_of(bundle: Bundle) -> Material:
    """Return what reports are made from; verdicts were recomputed when the bundle was opened."""
    return Material(
        project=bundle.project,
        catalogue=bundle.catalogue,
        inputs=bundle.inputs,
        assessment=bundle.assessment,
        content_digest=bundle.content_digest,
        findings=in_bundle({e.path: e.size for e in bundle.manifest.entries}, bundle.read),
    )
