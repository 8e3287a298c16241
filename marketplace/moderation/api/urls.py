"""Addresses of moderation."""

from django.urls import URLPattern, path

from marketplace.moderation.api import operations, reports

MATTER, MEASURE = "moderation/matters/<uuid:matter>", "moderation/measures/<uuid:measure>"

urlpatterns: list[URLPattern] = [
    path("reports", reports.Reports.as_view(), name="reports"),
    path("my/measures", reports.OwnMeasures.as_view(), name="own_measures"),
    path("my/measures/<uuid:measure>/appeal", reports.Appeal.as_view(), name="measure_appeal"),
    path("moderation/matters", operations.Matters.as_view(), name="matters"),
    path(MATTER, operations.OneMatter.as_view(), name="matter"),
    path(f"{MATTER}/taking", operations.Taking.as_view(), name="matter_taking"),
    path(f"{MATTER}/dismissal", operations.Dismissal.as_view(), name="matter_dismissal"),
    path("moderation/measures", operations.Measures.as_view(), name="measures"),
    path(MEASURE, operations.OneMeasure.as_view(), name="measure"),
    path(f"{MEASURE}/decision", operations.Decision.as_view(), name="measure_decision"),
]
