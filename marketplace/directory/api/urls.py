"""Addresses of profiles and reviews; those of the directories themselves are of stores and of repairs."""

from django.urls import URLPattern, path

from marketplace.directory.api import own, reviews

ORGANISATION = "organisations/<uuid:organisation>"

urlpatterns: list[URLPattern] = [
    path(f"{ORGANISATION}/profile", own.OwnProfile.as_view(), name="own_profile"),
    path(f"{ORGANISATION}/profile/staff/<uuid:member>", own.OneShownMember.as_view(), name="shown_member"),
    path(f"{ORGANISATION}/verification", own.Verified.as_view(), name="verified"),
    path("dealings", reviews.Dealings.as_view(), name="dealings"),
    path("reviews", reviews.NewReview.as_view(), name="new_review"),
    path("reviews/<uuid:review>", reviews.OneReview.as_view(), name="review"),
    path("reviews/<uuid:review>/answer", reviews.Answer.as_view(), name="review_answer"),
]
