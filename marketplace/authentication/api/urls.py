"""Addresses of cases."""

from django.urls import URLPattern, URLResolver, include, path

from marketplace.authentication.api import cases, holding, operations, photos

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases", cases.Cases.as_view(), name="cases"),
    path("cases/<str:case>", cases.OneCase.as_view(), name="case"),
    path("cases/<str:case>/submit", cases.Submit.as_view(), name="case_submit"),
    path("cases/<str:case>/appeal", cases.AppealView.as_view(), name="case_appeal"),
    path("cases/<str:case>/examinations/<int:number>/<str:name>", cases.Document.as_view(), name="case_document"),
    path("cases/<str:case>/photos", photos.Photos.as_view(), name="case_photos"),
    path("cases/<str:case>/photos/<str:label>", photos.OnePhoto.as_view(), name="case_photo"),
    path("my/certificates", holding.Held.as_view(), name="held_certificates"),
    path("my/certificates/<str:certificate>/offer", holding.Offer.as_view(), name="certificate_offer"),
    path(
        "moderation/certificates/<str:certificate>/decisions",
        operations.CertificateDecisions.as_view(),
        name="certificate_decisions",
    ),
    path("uploads/<str:key>", photos.Upload.as_view(), name="upload"),
    path("", include("marketplace.authentication.api.live_urls")),
    path("", include("marketplace.authentication.api.expert_urls")),
    path("", include("marketplace.authentication.api.public_urls")),
]
