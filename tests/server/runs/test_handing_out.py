"""Who may take a whole bundle: it holds evidence files and raw answers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from hegui.server.core.models import Engagement, Organisation
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.core.writing import writing
from hegui.server.runs import scope
from hegui.server.runs.execution.perform import perform
from hegui.server.runs.models import Run
from hegui.server.runs.selectors.bundles import may_take
from hegui.server.runs.services import bundle_import
from tests.server.conftest import Person

Viewers = Callable[..., Viewer]


@pytest.fixture
def done(viewer: Viewers, packed: Path) -> Run:
    """Return an imported run that is done."""
    run = bundle_import(acting_user=viewer(), file_or_path=packed, title="导入的评估")
    perform(run.pk)
    return Run.objects.select_related("bundle").get(pk=run.pk)


def test_judging_in_one_domain_gives_no_bundle_of_another(
    org: Organisation, person: Person, signed_in: Callable[..., Client], done: Run
) -> None:
    who = system_viewer(org)
    own, other = (domain_create(acting_user=who, name=name) for name in ("云", "端"))
    reader = person("management_reader")  # sees every run of the organisation
    assignment_add(acting_user=who, user=reader, role="internal_auditor", domain=own)
    client = signed_in("management_reader")
    for domain, status in ((None, 403), (other, 403), (own, 200)):
        with writing(who) as write:
            write.change(done, "runs.run.changed", {"domain": domain})
        answer = client.get(f"/o/yunlu/runs/{done.pk}/bundle/")
        assert answer.status_code == status, domain
        b"".join(answer)  # read to its end: closing it would end the session of PostgreSQL
        page = client.get(f"/o/yunlu/runs/{done.pk}/").text
        assert (f"/runs/{done.pk}/bundle/" in page) == (status == 200)


def test_judging_in_one_engagement_gives_no_bundle_of_another(
    org: Organisation,
    engagement: Engagement,
    person: Person,
    done: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assessor = person("outside_assessor")
    assignment_add(acting_user=system_viewer(org), user=assessor, role="management_reader")
    viewer = viewer_for(assessor, org)
    monkeypatch.setattr(scope, "_backings", [lambda _ids: []])
    assert not may_take(viewer, done)
    backed = [done.bundle_id]
    monkeypatch.setattr(
        scope, "_backings", [lambda ids: backed if list(ids) == [engagement.pk] else []]
    )
    assert may_take(viewer, done)
