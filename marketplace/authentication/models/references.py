"""Reference sets that experts keep: verified photos of one reference, which the pipeline compares with."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.authentication.models.cases import choices
from marketplace.authentication.models.photos import new_key
from models.vocabulary.views import View


class ReferenceSet(models.Model):
    """Photos of verified watches of one reference. Published, it never changes; a later version takes its place.

    :ivar fits: what a claim is found by, however it is spelled: see ``selectors.reference_sets``.
    :ivar source: who verified the watches, and how: for other experts; reports name a hash of the keeper.
    :ivar draft: the pipeline's name of what was handed in to be published.
    :ivar sent_at: when it was handed in.
    :ivar digest: what cases pin; empty until a worker has published it.
    :ivar refusals: by label of a photo, why it cannot be used; under the empty label what is wrong with the whole.
    :ivar retired_at: new cases do not use it any more.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "draft"
        PUBLISHING = "publishing", "publishing"
        PUBLISHED = "published", "published"
        REFUSED = "refused", "refused"

    brand = models.CharField(max_length=120)
    model = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=120)
    fits = models.CharField(max_length=250, blank=True)
    source = models.CharField(max_length=240)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    draft = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    refusals = models.JSONField(default=dict)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reference_sets")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by what a claim says."""

        indexes: ClassVar = [models.Index(fields=["fits", "state"], name="sets_by_what_they_fit")]

    def __str__(self) -> str:
        return f"{self.brand} {self.reference}"


class ReferencePhoto(models.Model):
    """A photo of a reference set that is being made.

    :ivar key: where the upload lies until the set is published: ``uploads/<key>``.
    """

    reference_set = models.ForeignKey(ReferenceSet, on_delete=models.CASCADE, related_name="photos")
    view = models.CharField(max_length=10, choices=choices(*View))
    ordinal = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=48, unique=True, default=new_key, editable=False)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One of each view and number."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference_set", "view", "ordinal"], name="photos_of_a_set_are_distinct")
        ]

    def __str__(self) -> str:
        return f"{self.reference_set_id} {self.label}"

    @property
    def label(self) -> str:
        """``dial`` or ``dial-2``."""
        return self.view if self.ordinal == 1 else f"{self.view}-{self.ordinal}"
