"""Service books over HTTP: read and checked by whom the owner lets, shown on a listing, handed on with the watch."""

import json
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from marketplace.common.problems import Problem
from marketplace.common.schema import problems
from marketplace.common.throttles import ByWho, Scoped
from marketplace.repairs.api.serializers import (
    BookLine,
    BookOut,
    NewReaderOut,
    OfferOut,
    OnListingOut,
    ReaderIn,
    ReaderOut,
    ShowIn,
    ShownOut,
    TransferCodeIn,
)
from marketplace.repairs.models import BookReader, ServiceBook
from marketplace.repairs.selectors import books as selectors
from marketplace.repairs.services import books, owning
from marketplace.users.api.base import Own, OwnWithPassword, me, told
from marketplace.users.models import User
from marketplace.users.permissions import is_in_use

SEEN = ("request:forbidden", "request:not_found")
GONE = {204: None}
LINK = OpenApiParameter(
    "Service-Book-Link",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="What a link holds; in a header, so that no log of addresses has it.",
)


def _who(request: Request) -> User | None:
    return me(request) if is_in_use(request.user) else None


def _line(book: ServiceBook, user: User | None) -> dict[str, object]:
    return dict(BookLine(book, context={"user": user and user.pk}).data)


class ReadByLink(APIView):
    """For whoever the owner lets, with an account or without."""

    permission_classes = (AllowAny,)
    throttle_classes = (ByWho, Scoped)
    throttle_scope = "search"


class Books(ListAPIView[ServiceBook], Own):
    """Service books."""

    serializer_class = BookLine
    queryset = ServiceBook.objects.none()

    def get_queryset(self) -> QuerySet[ServiceBook]:
        """Return one's own, and those that one is named for."""
        return selectors.named_for(me(self.request))

    def get_serializer_context(self) -> dict[str, object]:
        """Say who asks."""
        return {**super().get_serializer_context(), "user": self.request.user.pk}

    @extend_schema(tags=["service books"], responses={200: BookLine(many=True)} | problems("request:forbidden"))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List one's service books, and those that one is named as a reader of."""
        return super().get(request, *args, **kwargs)


class OneBook(ReadByLink):
    """A service book."""

    @extend_schema(
        tags=["service books"],
        parameters=[LINK],
        responses={200: BookOut} | problems("request:not_found", "book:not_ready", "request:token_invalid"),
    )
    def get(self, request: Request, book: str) -> Response:
        """Read a service book: every entry as it is signed, and what its check gives."""
        user = _who(request)
        found = selectors.readable(user, request.headers.get("Service-Book-Link", "")).filter(pk=book).first()
        if found is None:
            raise Problem("request:not_found")
        entries = [json.loads(each) for each in books.signed(found)]
        checks = [each.model_dump(mode="json") for each in books.checked(found)]
        valid = bool(checks) and all(each["valid"] for each in checks)
        return Response({"book": _line(found, user), "entries": entries, "checks": checks, "valid": valid})


class OnListing(ReadByLink):
    """What a listing says of a service book."""

    @extend_schema(tags=["service books"], responses={200: OnListingOut} | problems("request:token_invalid"))
    def get(self, request: Request, listing: str) -> Response:
        """Return whether the owner shows that there is a service book, and whether one may read it."""
        shown = selectors.shown_on(listing)
        readable = shown is not None and selectors.readable(_who(request), "").filter(pk=shown.book_id).exists()
        said = {
            "exists": shown is not None,
            "entries": shown.book.last_entry if shown and readable else None,
            "readable": readable,
            "book": shown.book_id if shown and readable else None,
        }
        return Response(OnListingOut(said).data)


class Readers(ListAPIView[BookReader], Own):
    """Who may read."""

    serializer_class = ReaderOut
    queryset = BookReader.objects.none()

    def get_queryset(self) -> QuerySet[BookReader]:
        """Return whom the owner lets read."""
        own = selectors.of(me(self.request)).filter(pk=self.kwargs["book"]).first()
        if own is None:
            raise Problem("request:not_found")
        return own.readers.all()

    @extend_schema(tags=["service books"], responses={200: ReaderOut(many=True)} | problems(*SEEN))
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """List who may read one's book."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["service books"],
        request=ReaderIn,
        examples=[OpenApiExample("an account", {"email": "ben@example.org"}, request_only=True)],
        responses={201: NewReaderOut} | problems(*SEEN, "book:reader_already"),
    )
    def post(self, request: Request, book: str) -> Response:
        """Let the account of an address read, or, without one, whoever has the link that is answered."""
        given, link = told(ReaderIn, request), ""
        if "email" in given:
            reader = owning.let_read(by=me(request), book=book, **given)
        else:
            reader, link = owning.make_link(by=me(request), book=book, **given)
        return Response({**ReaderOut(reader).data, "link": link}, status=status.HTTP_201_CREATED)


class Reader(Own):
    """Somebody who may read."""

    @extend_schema(tags=["service books"], responses=GONE | problems(*SEEN))
    def delete(self, request: Request, book: str, reader: UUID) -> Response:
        """Let somebody read no longer."""
        owning.end_reading(by=me(request), book=book, reader=reader)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Show(Own):
    """A book on a listing."""

    @extend_schema(
        tags=["service books"],
        request=ShowIn,
        examples=[OpenApiExample("readable", {"readable": True}, request_only=True)],
        responses={200: ShownOut} | problems(*SEEN),
    )
    def put(self, request: Request, book: str, listing: str) -> Response:
        """Show on a listing of one's own that there is a book."""
        shown = owning.show(by=me(request), book=book, listing=listing, **told(ShowIn, request))
        return Response(ShownOut(shown).data)

    @extend_schema(tags=["service books"], responses=GONE | problems(*SEEN))
    def delete(self, request: Request, book: str, listing: str) -> Response:
        """Take a book off a listing."""
        owning.show_no_longer(by=me(request), book=book, listing=listing)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Offer(Own):
    """A book that is offered."""

    @extend_schema(tags=["service books"], request=None, responses={201: OfferOut} | problems(*SEEN))
    def post(self, request: Request, book: str) -> Response:
        """Offer a book to whoever is given the code that is answered. An earlier offer ends."""
        offered, code = owning.offer(by=me(request), book=book)
        return Response({"code": code, "expires_at": offered.expires_at}, status=status.HTTP_201_CREATED)

    @extend_schema(tags=["service books"], responses=GONE | problems(*SEEN))
    def delete(self, request: Request, book: str) -> Response:
        """Withdraw what was offered."""
        owning.withdraw_offer(by=me(request), book=book)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Accept(OwnWithPassword):
    """Taking over a book: throttled, as codes are tried here."""

    @extend_schema(
        tags=["service books"],
        request=TransferCodeIn,
        examples=[OpenApiExample("code", {"code": "pJ3…"}, request_only=True)],
        responses={200: BookLine} | problems("request:forbidden", "book:code_invalid"),
    )
    def post(self, request: Request) -> Response:
        """Take over a book by the code that its owner gave. Whom they let read, reads no longer."""
        book = owning.accept(by=me(request), **told(TransferCodeIn, request))
        return Response(_line(book, me(request)))
