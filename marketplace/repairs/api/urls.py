"""Addresses of repairs and service books."""

from django.urls import path

from marketplace.repairs.api import books, jobs

urlpatterns = [
    path("repairs", jobs.Repairs.as_view(), name="repairs"),
    path("repairs/consents", jobs.ConsentByLink.as_view(), name="repair_consent_by_link"),
    path("repairs/<str:repair>", jobs.OneRepair.as_view(), name="repair"),
    path("repairs/<str:repair>/letter", jobs.Letter.as_view(), name="repair_letter"),
    path("repairs/<str:repair>/consent", jobs.Consent.as_view(), name="repair_consent"),
    path("repairs/<str:repair>/claim", jobs.Claim.as_view(), name="repair_claim"),
    path("repairs/<str:repair>/completion", jobs.Finish.as_view(), name="repair_completion"),
    path("service-books", books.Books.as_view(), name="service_books"),
    path("service-books/acceptances", books.Accept.as_view(), name="service_book_acceptance"),
    path("service-books/<str:book>", books.OneBook.as_view(), name="service_book"),
    path("service-books/<str:book>/readers", books.Readers.as_view(), name="service_book_readers"),
    path("service-books/<str:book>/readers/<uuid:reader>", books.Reader.as_view(), name="service_book_reader"),
    path("service-books/<str:book>/listings/<str:listing>", books.Show.as_view(), name="service_book_on_listing"),
    path("service-books/<str:book>/offer", books.Offer.as_view(), name="service_book_offer"),
    path("listings/<str:listing>/service-book", books.OnListing.as_view(), name="listing_service_book"),
]
