"""Addresses of what anyone may read: the API's own, and those that certificates and the log name."""

from django.urls import URLPattern, path

from marketplace.authentication.api import public, public_checks, public_notes

urlpatterns: list[URLPattern] = [
    path("certificates/<str:certificate>", public.Page.as_view(), name="certificate"),
    path("certificates/<str:certificate>/notes", public_notes.Notes.as_view(), name="certificate_notes"),
    path("certificates/<str:certificate>/<str:document>", public.Document.as_view(), name="certificate_document"),
    path("verifications", public_checks.Verifications.as_view(), name="verifications"),
    path("verifications/<str:verification>", public_checks.Verification.as_view(), name="verification"),
]

named_in_documents: list[URLPattern] = [
    path(".well-known/did.json", public.IssuerKeys.as_view(), name="issuer_keys"),
    path("status/<str:number>/<str:purpose>", public.StatusList.as_view(), name="status_list"),
    path("life/<str:name>", public.Notice.as_view(), name="life_notice"),
    path("log/checkpoint", public.Checkpoint.as_view(), name="log_checkpoint"),
    path("log/tile/<path:tile>", public.Tile.as_view(), name="log_tile"),
    path("certificates/<str:certificate>", public.Page.as_view(schema=None), name="public_certificate"),
    path(
        "certificates/<str:certificate>/<str:document>",
        public.Document.as_view(schema=None),
        name="public_document",
    ),
]
"""Under the issuer's public address, which has no prefix: what was signed names them for ever. The schema tells of
certificates once, by the API's addresses."""
