"""Addresses at which a case is followed."""

from django.urls import URLPattern, path

from marketplace.authentication.api import live

urlpatterns: list[URLPattern] = [
    path("cases/<str:case>/ticket", live.TicketView.as_view(), name="case_ticket"),
    path("cases/<str:case>/events", live.EventsView.as_view(), name="case_events"),
]
