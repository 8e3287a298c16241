"""What a file says of itself beyond what preparing it kept: times, programs, the thumbnail. Reads, never trusts."""

import re
from dataclasses import dataclass

from pipeline.imaging import exif
from pipeline.imaging.containers.contract import Header

_SOFTWARE, _CHANGED = 0x0131, 0x0132
_EXIF, _TAKEN, _DIGITISED = 0x8769, 0x9003, 0x9004
_THUMBNAIL, _THUMBNAIL_LENGTH = 0x0201, 0x0202
"""Exif 2.32 tables 4 to 8 and section 4.5.4."""

MAX_THUMBNAIL = 65_536
"""Bytes: Exif lies in one JPEG segment of at most 64 kB, and its thumbnail with it."""

_READ = 400_000
"""Bytes of XMP that are looked through; a picture's own edits stand at its beginning."""

_AGENT = re.compile(rb"(?:CreatorTool|softwareAgent|ProcessingSoftware)\s*(?:=\s*[\"']|>)\s*([^\"'<]{1,80})")
_GENERATED = re.compile(rb"digitalsourcetype/(trainedAlgorithmicMedia|compositeWithTrainedAlgorithmicMedia)")
"""IPTC's terms for pictures that were made, or partly made, by a trained model (IPTC, Digital Source Type)."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a file says of itself.

    :ivar programs: names that it gives of programs; a stranger's words.
    :ivar taken: as the camera wrote it, ``2024:05:06 07:08:09``; None where absent.
    :ivar changed: likewise.
    :ivar thumbnail: the embedded JPEG; empty where there is none.
    :ivar generated: it says itself that a trained model made it.
    """

    programs: tuple[str, ...]
    taken: str | None
    changed: str | None
    thumbnail: bytes
    generated: bool


def read_notes(header: Header) -> Notes:
    """Return what the header's metadata say; damaged metadata say nothing."""
    first = exif.first(header.exif)
    details = exif.at(header.exif, first.integer(_EXIF))
    xmp = header.notes[:_READ]
    agents = [match.decode("ascii", "replace").strip() for match in _AGENT.findall(xmp)]
    return Notes(
        programs=tuple(dict.fromkeys([*filter(None, [first.text(_SOFTWARE)]), *agents])),
        taken=details.text(_TAKEN) or details.text(_DIGITISED),
        changed=first.text(_CHANGED),
        thumbnail=_thumbnail(header.exif, exif.at(header.exif, first.following)),
        generated=_GENERATED.search(xmp) is not None,
    )


def _thumbnail(tiff: bytes, second: exif.Directory) -> bytes:
    start, length = second.integer(_THUMBNAIL), second.integer(_THUMBNAIL_LENGTH)
    if not start or not length or length > MAX_THUMBNAIL or start + length > len(tiff):
        return b""
    return bytes(tiff[start : start + length])
