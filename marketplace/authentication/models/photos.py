"""Photos of a case, from the moment that an upload is allowed."""

import secrets
from typing import ClassVar

from django.db import models

from marketplace.authentication.models.cases import Case, choices
from models.vocabulary.views import View


def new_key() -> str:
    """Return a key that nobody guesses: 32 characters, 160 bits and more."""
    return secrets.token_urlsafe(24)


class Photo(models.Model):
    """A photo. Its file's name is never asked for.

    :ivar key: where the upload lies until the case is submitted: ``uploads/<key>``.
    :ivar examination: the first for which it was submitted; 0 before that.
    :ivar refusal: why it cannot be used, as a code of ``models.vocabulary.photo.Rejection``.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="photos")
    view = models.CharField(max_length=10, choices=choices(*View))
    ordinal = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=48, unique=True, default=new_key, editable=False)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    refusal = models.CharField(max_length=20, blank=True)
    examination = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One of each view and number at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "view", "ordinal"],
                condition=models.Q(removed_at__isnull=True),
                name="photos_of_a_case_are_distinct",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.label}"

    @property
    def label(self) -> str:
        """``dial`` or ``dial-2``."""
        return self.view if self.ordinal == 1 else f"{self.view}-{self.ordinal}"
