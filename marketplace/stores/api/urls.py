"""Addresses of stores."""

from django.urls import URLPattern, path

from marketplace.stores.api import views

urlpatterns: list[URLPattern] = [
    path("stores", views.Search.as_view(), name="stores"),
    path("stores/<uuid:organisation>", views.Store.as_view(), name="store"),
    path("stores/<uuid:organisation>/reviews", views.Reviews.as_view(), name="store_reviews"),
]
