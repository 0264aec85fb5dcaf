"""Routes of the pages."""

from django.urls import path

from hegui.server.assessments.views import (
    actions,
    answers,
    assessments,
    linking,
    rejudging,
    sets,
    workspace,
)

app_name = "assessments"
ONE = "<uuid:assessment>/"
urlpatterns = [
    path("", assessments.list_page, name="list"),
    path("new/", assessments.new_page, name="new"),
    path("signing/", rejudging.signing_page, name="signing"),
    path("sets/", sets.list_page, name="sets"),
    path("sets/import/", sets.import_page, name="set_import"),
    path("sets/<uuid:clause_set>/", sets.set_page, name="set"),
    path("sets/<uuid:clause_set>/diff/", sets.diff_page, name="set_diff"),
    path(ONE, assessments.detail_page, name="detail"),
    path(f"{ONE}edit/", assessments.edit_page, name="edit"),
    path(f"{ONE}move/", assessments.move_page, name="move"),
    path(f"{ONE}again/", assessments.again_page, name="again"),
    path(f"{ONE}rejudge/", rejudging.rejudge_page, name="rejudge"),
    path(f"{ONE}engagements/", assessments.engagements_page, name="engagements"),
    path(f"{ONE}sign/", answers.sign_page, name="sign"),
    path(f"{ONE}changes/", answers.changes_page, name="changes"),
    path(f"{ONE}gaps/", answers.gaps_page, name="gaps"),
    path(f"{ONE}limits/", answers.limits_page, name="limits"),
    path(f"{ONE}report/", answers.report_page, name="report"),
    path(f"{ONE}clauses/", workspace.workspace_page, name="workspace"),
    path(f"{ONE}clauses/judge/", actions.judge_page, name="judge"),
    path(f"{ONE}clauses/comment/", actions.comment_page, name="comment"),
    path(f"{ONE}clauses/assign/", actions.assign_page, name="assign"),
    path(f"{ONE}clauses/history/", actions.history_page, name="history"),
    path(f"{ONE}clauses/evidence/", linking.link_page, name="link"),
    path(f"{ONE}clauses/bulk/", actions.bulk_page, name="bulk"),
]
