"""The metadata that is kept: typed, short, and nothing private in it. No coordinate is read at all."""

import re

from models.vocabulary.photo import Metadata
from pipeline.imaging import exif
from pipeline.imaging.colour import profile_name
from pipeline.imaging.containers.contract import Header, Kind

_MAKE, _MODEL, _ORIENTATION, _SOFTWARE, _CHANGED = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
_EXIF, _GPS, _TAKEN = 0x8769, 0x8825, 0x9003
"""Exif 2.32 tables 4 to 8."""

_THUMBNAIL = 0x0201
_MAX_TEXT = 64
"""Characters; the longest camera names have fewer than 40."""

_PRINTABLE = re.compile(r"[^\x20-\x7e]+")
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")


def read_metadata(header: Header) -> Metadata:
    """Return what the metadata says; damaged metadata say nothing and never raise."""
    first = exif.first(header.exif)
    details = exif.at(header.exif, first.integer(_EXIF))
    second = exif.at(header.exif, first.following)
    return Metadata(
        format=header.kind.value,
        orientation=orientation(header),
        camera_make=_public(first.text(_MAKE)),
        camera_model=_public(first.text(_MODEL)),
        software=_public(first.text(_SOFTWARE)),
        taken=_iso(details.text(_TAKEN) or first.text(_CHANGED)),
        has_location=bool(exif.at(header.exif, first.integer(_GPS)).values),
        has_thumbnail=_THUMBNAIL in second.values,
        has_content_credentials=header.has_content_credentials,
        icc_profile=_public(profile_name(header.icc)),
    )


def orientation(header: Header) -> int:
    """Return the EXIF orientation, 1 to 8; 1 where it is absent or cannot be.

    HEIC's is always 1: its rotation is a property of the picture that the decoder has applied already, and MIAF
    (ISO/IEC 23000-22 section 7.3.6.7) has readers ignore the EXIF tag.
    """
    if header.kind is Kind.HEIC:
        return 1
    value = exif.first(header.exif).integer(_ORIENTATION)
    return value if value is not None and value in range(1, 9) else 1


def _public(text: str | None) -> str | None:
    """Return a camera's or program's name; nothing that could be an address of a person."""
    if text is None or "@" in text:
        return None
    return _PRINTABLE.sub(" ", text)[:_MAX_TEXT].strip() or None


def _iso(text: str | None) -> str | None:
    found = _TIME.fullmatch(text or "")
    return "{}-{}-{}T{}:{}:{}".format(*found.groups()) if found else None
