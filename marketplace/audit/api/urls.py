"""The address of the log."""

from django.urls import URLPattern, path

from marketplace.audit.api.views import Audit

urlpatterns: list[URLPattern] = [path("audit", Audit.as_view(), name="audit")]
