"""Service books: what was done to a watch, and who may read it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from pipeline.intake import new_id


class ServiceBook(models.Model):
    """The book of one watch.

    :ivar watch: keyed hash of brand, reference and serial number: a watch has one book.
    :ivar owner: decides who reads; None while whoever it belongs to has no account.
    :ivar last_entry: number of the newest entry, counted under this row's lock.
    """

    id = models.CharField(primary_key=True, max_length=40, default=new_id, editable=False)
    watch = models.CharField(max_length=64, unique=True)
    brand = models.CharField(max_length=120)
    model = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="service_books"
    )
    last_entry = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.id


class BookEntry(models.Model):
    """What is written into a book. A trigger of the database refuses to change or remove it.

    :ivar work: as the pipeline signs it (``pipeline.service_book.Work``).
    """

    book = models.ForeignKey(ServiceBook, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    repair = models.OneToOneField("repairs.Repair", on_delete=models.PROTECT, related_name="entry")
    work = models.JSONField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In their order."""

        ordering: ClassVar = ["book", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "number"], name="service_book_entries_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.number}"


class BookReader(models.Model):
    """Whom the owner lets read: the account of an address, or whoever has a link.

    :ivar email: of an account; whether there is one is told nobody. :ivar link_hash: keyed hash of what the link holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(ServiceBook, on_delete=models.CASCADE, related_name="readers")
    email = models.EmailField(blank=True)
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Either of the two; an address once."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~Q(email="") & Q(link_hash="")) | (Q(email="") & ~Q(link_hash="")), name="account_or_link"
            ),
            models.UniqueConstraint(fields=["book", "email"], condition=~Q(email=""), name="one_reader_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} of {self.book_id}"


class BookShown(models.Model):
    """A listing on which the owner shows that there is a book.

    :ivar readable: whether whoever is logged in may read it there.
    """

    book = models.ForeignKey(ServiceBook, on_delete=models.CASCADE, related_name="shown_on")
    listing = models.OneToOneField("listings.Listing", on_delete=models.CASCADE, related_name="shown_book")
    readable = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.book_id} on {self.listing_id}"


class BookTransfer(models.Model):
    """A book that is offered to whoever has a code.

    :ivar code_hash: keyed hash of it.
    """

    book = models.ForeignKey(ServiceBook, on_delete=models.CASCADE, related_name="transfers")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One offer at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["book"], condition=Q(accepted_at=None, withdrawn_at=None), name="one_open_offer_a_book"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
