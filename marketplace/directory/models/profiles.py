"""What is told of a store or a repair shop in public, and who found it to be so."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Profile(models.Model):
    """The public page of an organisation. Its kind and name are the organisation's.

    :ivar is_shown: whether anybody may see it, unless operations took it down (``suspended_at``).
    :ivar country: ISO 3166-1, two letters; empty where it is not said.
    :ivar latitude: degrees, with ``longitude``. :ivar time_zone: of the IANA database.
    :ivar services: what it does, in its own words.
    :ivar week: by weekday (``0`` is Monday), pairs of local times, as ``hours`` reads them.
    :ivar days: by date, the same, instead of the weekday's; ``notes`` say why.
    :ivar words: what a text search looks at: name, city and services, in small letters.
    :ivar rating_sum: of the reviews that count, ``rating_count`` of them; changed where a review is, and locked first.
    :ivar version: counted up by every change that a manager makes: whoever makes one names the one that they saw.
    """

    organisation = models.OneToOneField(
        "users.Organisation", on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    is_shown = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    about = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    services = models.JSONField(default=list)
    week = models.JSONField(default=dict)
    days = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    words = models.TextField(blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Found by where they are, or by country; what could not be found so is refused by the database."""

        indexes: ClassVar = [
            models.Index(fields=["latitude", "longitude"], condition=Q(is_shown=True), name="shown_profiles_by_place"),
            models.Index(fields=["country"], condition=Q(is_shown=True), name="shown_profiles_by_country"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_profile_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(rating_sum__gte=models.F("rating_count"), rating_sum__lte=5 * models.F("rating_count")),
                name="ratings_are_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class Verification(models.Model):
    """Operations looked at something and found an organisation to be what it says: what they saw, and when.

    :ivar seen: in words that anybody may read. :ivar ended_at: when operations took it back; None where it holds.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="verifications")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    seen = models.CharField(max_length=400)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """One holds at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile"], condition=Q(ended_at=None), name="one_verification_holds"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.pk}"


class ShownMember(models.Model):
    """A member whom managers show on the profile. Whoever leaves is shown no more."""

    membership = models.OneToOneField("users.Membership", on_delete=models.CASCADE, related_name="shown")
    title = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return str(self.membership_id)
