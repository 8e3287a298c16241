"""Addresses of listings. Those of searches come before them: ``search`` is nobody's id."""

from django.urls import URLPattern, path

from marketplace.listings.api import listings, possession, proof

urlpatterns: list[URLPattern] = [
    path("my/listings", listings.Listings.as_view(), name="listings"),
    path("my/listings/<str:listing>", listings.OneListing.as_view(), name="own_listing"),
    path("my/listings/<str:listing>/publication", listings.Publication.as_view(), name="publication"),
    path("my/listings/<str:listing>/sale", listings.Sale.as_view(), name="sale"),
    path("my/listings/<str:listing>/withdrawal", listings.Withdrawal.as_view(), name="withdrawal"),
    path("my/listings/<str:listing>/certificate", proof.CertificateBeside.as_view(), name="listing_certificate"),
    path("my/listings/<str:listing>/possession", possession.Answer.as_view(), name="possession_answer"),
    path("listings/<str:listing>/possession", possession.Ask.as_view(), name="possession_ask"),
    path("listings/<str:listing>/possession/<str:key>", possession.PossessionPicture.as_view(), name="possession"),
    path("my/listings/<str:listing>/photos", proof.Photos.as_view(), name="listing_photos"),
    path("my/listings/<str:listing>/photos/<str:key>", proof.OnePhoto.as_view(), name="listing_photo"),
    path("listings/<str:listing>/photos/<str:key>/<str:name>", proof.Picture.as_view(), name="listing_picture"),
    path("listings/<str:listing>", listings.Page.as_view(), name="listing"),
    path("listings/<str:listing>/events", listings.Events.as_view(), name="listing_events"),
    path("listings/<str:listing>/reservation", listings.Reservation.as_view(), name="reservation"),
]
