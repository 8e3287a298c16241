"""Addresses of cases that experts review, and of reference sets."""

from django.urls import URLPattern, path

from marketplace.authentication.api import experts, reference_sets

SET = "reference-sets/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("expert/queue", experts.Queue.as_view(), name="expert_queue"),
    path("expert/cases/<str:case>", experts.UnderReview.as_view(), name="expert_case"),
    path("expert/cases/<str:case>/hold", experts.Take.as_view(), name="expert_hold"),
    path("expert/cases/<str:case>/decision", experts.Decide.as_view(), name="expert_decision"),
    path("reference-sets", reference_sets.ReferenceSets.as_view(), name="reference_sets"),
    path(SET, reference_sets.OneReferenceSet.as_view(), name="reference_set"),
    path(f"{SET}/photos", reference_sets.ReferencePhotos.as_view(), name="reference_photos"),
    path(f"{SET}/photos/<str:label>", reference_sets.OneReferencePhoto.as_view(), name="reference_photo"),
    path(f"{SET}/publish", reference_sets.Publish.as_view(), name="reference_publish"),
    path(f"{SET}/retire", reference_sets.Retire.as_view(), name="reference_retire"),
]
