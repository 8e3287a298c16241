"""Photos that stand in two people's listings, or in a listing and in somebody else's case."""

from typing import ClassVar

from django.db import models

from marketplace.listings.models.photos import ListingPhoto


class PhotoFlag(models.Model):
    """A photo that stands elsewhere, too. People decide what follows.

    :ivar other: the same photo in another person's listing; None where it stands in a case.
    :ivar case: of another person, in which it stands; empty where it stands in a listing.
    """

    photo = models.ForeignKey(ListingPhoto, on_delete=models.CASCADE, related_name="flags")
    other = models.ForeignKey(ListingPhoto, on_delete=models.CASCADE, null=True, related_name="flagged_by")
    case = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Each once."""

        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["photo", "other", "case"], nulls_distinct=False, name="a_photo_is_flagged_once_for_each_other"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.other_id or self.case}"
