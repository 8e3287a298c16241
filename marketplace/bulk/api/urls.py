"""Addresses of imports."""

from django.urls import path

from marketplace.bulk.api import imports

urlpatterns = [
    path("imports", imports.Imports.as_view(), name="imports"),
    path("imports/<uuid:job>", imports.OneImport.as_view(), name="import"),
    path("imports/<uuid:job>/report", imports.Report.as_view(), name="import-report"),
    path("imports/<uuid:job>/report.csv", imports.ReportFile.as_view(), name="import-report-file"),
]
