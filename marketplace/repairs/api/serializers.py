"""What repairs and service books are told, and what they tell: in and out kept apart."""

from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from marketplace.authentication.api.serializers import ClaimIn
from marketplace.common.schema import looks_like
from marketplace.repairs.api import examples
from marketplace.repairs.models import BookReader, BookShown, Repair, ServiceBook
from marketplace.users.api.serializers import Email
from pipeline.service_book import Fault

Plain = serializers.Serializer[dict[str, Any]]


# In


class RepairIn(Plain):
    """A customer's watch, and whom to ask."""

    shop = serializers.UUIDField(help_text="A repair shop that one belongs to.")
    email = Email(help_text="The customer's: whether it has an account makes no difference.")
    title = serializers.CharField(max_length=200, help_text="What is to be done, in a line.")
    claim = ClaimIn(help_text="The watch, and the part that is to be examined.")


class ConsentIn(Plain):
    """Yes or no."""

    consents = serializers.BooleanField()


class ConsentByLinkIn(ConsentIn):
    """Yes or no, by the link of a letter."""

    token = serializers.CharField(max_length=500)


class WorkIn(Plain):
    """What was done."""

    done_on = serializers.DateField()
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    parts = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=40, required=False, default=list
    )

    def validate_done_on(self, value: date) -> str:
        """Refuse a day that has not come anywhere, and return it as it is signed."""
        if value.toordinal() > timezone.now().date().toordinal() + 1:
            raise serializers.ValidationError("That day has not come yet.")
        return value.isoformat()


class ReaderIn(Plain):
    """An account that may read; without an address, whoever has the link that is answered."""

    email = Email(required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ShowIn(Plain):
    """How a book is shown on a listing."""

    readable = serializers.BooleanField(help_text="Whether whoever is logged in may read it there.")


class TransferCodeIn(Plain):
    """A code by which a book was offered."""

    code = serializers.CharField(max_length=100)


# Out


@looks_like(examples.REPAIR)
class RepairOut(serializers.ModelSerializer[Repair]):
    """A repair."""

    shop = serializers.UUIDField(source="shop_id")
    shop_name = serializers.CharField(source="shop.name")
    case = serializers.CharField(source="case_id")
    case_state = serializers.CharField(source="case.state")
    consented_by = serializers.CharField(help_text="“account” or “link”; empty as long as nobody has consented.")

    class Meta:
        """What both sides read."""

        model = Repair
        fields = (
            "id",
            "shop",
            "shop_name",
            "title",
            "state",
            "case",
            "case_state",
            "consented_by",
            "consented_at",
            "done_at",
            "created_at",
        )


@looks_like({"state": "consented"})
class AnsweredOut(serializers.ModelSerializer[Repair]):
    """What became of an answer: whoever has a link learns no more."""

    class Meta:
        """The state alone."""

        model = Repair
        fields = ("state",)


@looks_like({"book": "k3v9q2m7x4p1k3v9q2m7", "number": 1})
class WrittenOut(Plain):
    """Where a repair was written."""

    book = serializers.CharField(source="book_id")
    number = serializers.IntegerField()


@looks_like(examples.BOOK)
class BookLine(serializers.ModelSerializer[ServiceBook]):
    """A service book, as a list shows it."""

    mine = serializers.SerializerMethodField()

    class Meta:
        """What its readers see."""

        model = ServiceBook
        fields = ("id", "brand", "model", "reference", "last_entry", "created_at", "mine")

    def get_mine(self, book: ServiceBook) -> bool:
        """Return whether whoever asks decides who reads it."""
        return book.owner_id is not None and book.owner_id == self.context["user"]


class CheckedOut(Plain):
    """What the check of an entry gave."""

    number = serializers.IntegerField()
    valid = serializers.BooleanField(help_text="Signed by a key of the issuer's that counts, logged, and in its place.")
    unsafe = serializers.BooleanField(help_text="Signed with a development key: it proves nothing.")
    fault = serializers.CharField(allow_null=True, help_text=f"Null, or one of: {', '.join(Fault)}.")
    said = serializers.CharField()


@looks_like(examples.READ)
class BookOut(Plain):
    """A service book, read and checked."""

    book = BookLine()
    entries = serializers.ListField(
        child=serializers.DictField(), help_text="Each as it is signed, with the log's proof: an envelope."
    )
    checks = CheckedOut(many=True)
    valid = serializers.BooleanField(help_text="Whether every entry is.")


@looks_like(examples.READER)
class ReaderOut(serializers.ModelSerializer[BookReader]):
    """Somebody who may read."""

    class Meta:
        """What the owner sees: of a link, that there is one."""

        model = BookReader
        fields = ("id", "email", "expires_at", "created_at")


@looks_like(examples.NEW_READER)
class NewReaderOut(ReaderOut):
    """Somebody who may read from now on."""

    link = serializers.CharField(help_text="Shown this once; empty where an account was named.")

    class Meta(ReaderOut.Meta):
        """With the link."""

        fields = (*ReaderOut.Meta.fields, "link")  # type: ignore[assignment]  # longer than the one above


@looks_like({"listing": "k3v9q2m7x4p1k3v9q2m7", "readable": True})
class ShownOut(serializers.ModelSerializer[BookShown]):
    """A book on a listing."""

    listing = serializers.CharField(source="listing_id")

    class Meta:
        """Where, and how."""

        model = BookShown
        fields = ("listing", "readable")


@looks_like({"code": "pJ3k0…", "expires_at": "2026-11-09T10:00:00Z"})
class OfferOut(Plain):
    """An offer."""

    code = serializers.CharField(help_text="Shown this once.")
    expires_at = serializers.DateTimeField()


@looks_like({"exists": True, "entries": None, "readable": False, "book": None})
class OnListingOut(Plain):
    """What a listing says of a service book."""

    exists = serializers.BooleanField()
    entries = serializers.IntegerField(allow_null=True, help_text="How many; null for whoever may not read.")
    readable = serializers.BooleanField(help_text="Whether whoever asks may read it.")
    book = serializers.CharField(allow_null=True, help_text="Its id, for whoever may read it.")
