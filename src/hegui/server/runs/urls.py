"""Routes of the pages."""

from django.urls import path

from hegui.server.runs.views import comparing, details, gates, lists, reviews, setup

app_name = "runs"
urlpatterns = [
    path("", lists.run_list_page, name="list"),
    path("new/", lists.start_page, name="new"),
    path("import/", lists.import_page, name="import"),
    path("compare/", comparing.compare_page, name="compare"),
    path("gates/", gates.gate_page, name="gates"),
    path("projects/", setup.project_list_page, name="projects"),
    path("projects/new/", setup.project_new_page, name="project-new"),
    path("projects/<uuid:project>/edit/", setup.project_edit_page, name="project-edit"),
    path("targets/", setup.target_list_page, name="targets"),
    path("targets/new/<slug:kind>/", setup.target_new_page, name="target-new"),
    path("targets/<uuid:target>/", setup.target_page, name="target"),
    path("targets/<uuid:target>/edit/", setup.target_edit_page, name="target-edit"),
    path("targets/<uuid:target>/test/", setup.target_test_view, name="target-test"),
    path("schedules/", setup.schedule_list_page, name="schedules"),
    path("schedules/new/", setup.schedule_new_page, name="schedule-new"),
    path("schedules/<uuid:schedule>/edit/", setup.schedule_edit_page, name="schedule-edit"),
    path("reviews/", reviews.review_list_page, name="reviews"),
    path("reviews/new/", reviews.review_new_page, name="review-new"),
    path("reviews/<uuid:review>/", reviews.review_page, name="review"),
    path("reviews/<uuid:review>/next/", reviews.judge_page, name="review-next"),
    path("reviews/<uuid:review>/own/<int:item>/", reviews.correct_page, name="review-own"),
    path("reviews/<uuid:review>/sheet/", reviews.sheet_page, name="review-sheet"),
    path("results/<uuid:bundle>/", details.source_page, name="source"),
    path("<uuid:run>/", details.run_page, name="detail"),
    path("<uuid:run>/live/", details.live_page, name="live"),
    path("<uuid:run>/cancel/", details.cancel_view, name="cancel"),
    path("<uuid:run>/resume/", details.resume_view, name="resume"),
    path("<uuid:run>/bundle/", details.bundle_page, name="bundle"),
    path("<uuid:run>/checks/<str:key>/", details.check_page, name="check"),
    path("<uuid:run>/reports/<str:report>", details.report_page, name="report"),
]
