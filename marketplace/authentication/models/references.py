"""Reference sets that experts keep: verified photos of one reference, which the pipeline compares with."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from marketplace.authentication.models.cases import choices
from marketplace.authentication.models.photos import new_key
from models.vocabulary.views import View


class ReferenceSet(models.Model):
    """Photos of verified watches of one reference. Published, it never changes; a later version takes its place.

    :ivar draft: the pipeline's name of what was handed in to be published.
    :ivar digest: what cases pin; empty until a worker has published it.
    :ivar retired_at: new cases do not use it any more.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "draft"
        PUBLISHING = "publishing", "publishing"
        PUBLISHED = "published", "published"
        REFUSED = "refused", "refused"

    brand = models.CharField(max_length=120)
    reference = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    draft = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    refusals = models.JSONField(default=dict)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reference_sets")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by what a claim says."""

        indexes: ClassVar = [models.Index(fields=["brand", "reference", "state"])]

    def __str__(self) -> str:
        return f"{self.brand} {self.reference}"


class ReferencePhoto(models.Model):
    """A photo of a reference set that is being made."""

    reference_set = models.ForeignKey(ReferenceSet, on_delete=models.CASCADE, related_name="photos")
    view = models.CharField(max_length=10, choices=choices(*View))
    key = models.CharField(max_length=48, unique=True, default=new_key, editable=False)
    content_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.reference_set_id} {self.view}"
