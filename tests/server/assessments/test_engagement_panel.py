"""The page of an engagement lists its assessments."""

from collections.abc import Callable

from django.test import Client

from hegui.server.assessments.models import Assessment
from hegui.server.assessments.services.assessments import engagements_set
from hegui.server.core.models import Engagement
from hegui.server.core.viewer import Viewer


def test_an_engagement_lists_its_assessments(
    signed_in: Callable[..., Client],
    viewer: Callable[..., Viewer],
    engagement: Engagement,
    plain: Assessment,
) -> None:
    at = f"/o/yunlu/people/engagements/{engagement.pk}/"
    assert "还没有评估" in signed_in().get(at).content.decode()
    engagements_set(acting_user=viewer(), assessment=plain, engagements=[engagement])
    shown = signed_in("engineer").get(at).content.decode()
    assert f"/o/yunlu/assessments/{plain.pk}/" in shown
    assert plain.title in shown
