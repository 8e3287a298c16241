"""Addresses of imports."""

from django.urls import path

from marketplace.bulk.api import case_imports, imports

urlpatterns = [
    path("imports", imports.Imports.as_view(), name="imports"),
    path("imports/<uuid:job>", imports.OneImport.as_view(), name="import"),
    path("imports/<uuid:job>/report", imports.Report.as_view(), name="import-report"),
    path("imports/<uuid:job>/report.csv", imports.ReportFile.as_view(), name="import-report-file"),
    path("case-imports", case_imports.CaseImports.as_view(), name="case-imports"),
    path("case-imports/<uuid:job>", case_imports.OneCaseImport.as_view(), name="case-import"),
    path("case-imports/<uuid:job>/submit", case_imports.SubmitCases.as_view(), name="case-import-submit"),
    path("case-imports/<uuid:job>/report", case_imports.CaseReport.as_view(), name="case-import-report"),
    path("case-imports/<uuid:job>/report.csv", case_imports.CaseReportFile.as_view(), name="case-import-report-file"),
]
