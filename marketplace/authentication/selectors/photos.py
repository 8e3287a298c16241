"""Photos of a case, with what was measured on them and found in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.authentication.models import Case, Photo, ReferencePhoto
from marketplace.authentication.selectors import reports
from marketplace.authentication.selectors.cases import may_see_serial
from marketplace.common.uploads import is_expected
from marketplace.users.models import User
from models.vocabulary.views import PRIVATE_VIEWS


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """A photo that a case has now.

    :ivar shown: what the last report says of it; empty where no report knows it yet.
    :ivar findings: that report's findings with a region on it.
    :ivar may_be_seen: whether there is a picture of it for whoever asks.
    """

    photo: Photo
    shown: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]
    may_be_seen: bool


def listed(case: Case, user: User) -> list[SeenPhoto]:
    """Return a case's photos, in the order in which they were announced."""
    report = reports.last(case)
    known = {(each["label"], each["sha256"]): each for each in report.get("photos", ())}
    private = may_see_serial(user, case)
    return [
        _seen(photo, known.get((photo.label, photo.sha256), {}), report, private=private)
        for photo in sorted(case.photos.all(), key=lambda photo: photo.pk)
        if photo.removed_at is None
    ]


def _seen(photo: Photo, shown: Mapping[str, Any], report: Mapping[str, Any], *, private: bool) -> SeenPhoto:
    found = [
        each for each in report.get("findings", ()) if shown and (each["region"] or {}).get("photo") == photo.label
    ]
    may_be_seen = bool(photo.examination) and "reason" not in shown and (private or photo.view not in PRIVATE_VIEWS)
    return SeenPhoto(photo, shown, tuple(found), may_be_seen)


def is_awaited(key: str) -> bool:
    """Return whether a file is to come under a key: a photo that was announced, and neither submitted nor removed."""
    of_cases = Photo.objects.filter(key=key, examination=0, removed_at=None)
    return of_cases.exists() or ReferencePhoto.objects.filter(key=key, sha256="").exists() or is_expected(key)
