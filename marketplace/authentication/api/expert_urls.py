"""Addresses of cases that experts review, and of reference sets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
