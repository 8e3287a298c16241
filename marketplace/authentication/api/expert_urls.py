"""Addresses of cases that experts review, and of reference sets."""

from django.urls import URLPattern, path

from marketplace.authentication.api import experts

urlpatterns: list[URLPattern] = [
    path("expert/queue", experts.Queue.as_view(), name="expert_queue"),
    path("expert/cases/<str:case>", experts.UnderReview.as_view(), name="expert_case"),
    path("expert/cases/<str:case>/hold", experts.Take.as_view(), name="expert_hold"),
    path("expert/cases/<str:case>/decision", experts.Decide.as_view(), name="expert_decision"),
]
