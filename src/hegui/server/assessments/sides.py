"""A judged assessment as the engines take it: rebuilt from what is kept, judged anew."""

import zlib

import msgspec

from hegui.conformity import judge
from hegui.server.assessments.basis import Declared, Side
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.models import Assessment, Basis


def declared_of(assessment: Assessment) -> Declared | None:
    """Return what the machine's verdicts were made from, or None where nothing was judged."""
    content = Basis.objects.filter(assessment=assessment).values_list("content", flat=True).first()
    if content is None:
        return None
    return msgspec.json.decode(zlib.decompress(bytes(content)), type=Declared)


def side_of(assessment: Assessment) -> Side | None:
    """Return the machine's assessment, judged anew from its frozen parts: the same every time."""
    declared = declared_of(assessment)
    if declared is None or not assessment.catalogue_id:
        return None
    catalogue = catalogue_of(assessment.catalogue, declared.inputs.as_of)
    found = judge(catalogue, declared.inputs)
    return Side(catalogue, declared.inputs, declared.project, found, declared.taken)
