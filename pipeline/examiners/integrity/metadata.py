"""Criterion ``photo_metadata``: programs, times and the thumbnail that a file carries.

Weak evidence: anybody can write anything there, and honest services strip it all.
"""

from datetime import UTC, datetime, timedelta

from models.vocabulary.case import CaseFile
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Prepared
from pipeline.examiners.integrity.answer import Answer, measure
from pipeline.examiners.integrity.notes import Notes
from pipeline.examiners.integrity.software import Kind, kind_of
from pipeline.examiners.integrity.thumbnail import likeness
from pipeline.imaging.colour import Pixels

CRITERION = "photo_metadata"

_GENERATED, _EDITED, _TIMES = 0.85, 0.35, 0.3
"""Strengths: a file that calls itself generated has no reason to lie; an editor may have done no more than crop; a
camera's clock may be wrong."""

_CONSISTENT = 0.2
"""Strength of metadata that are all as a camera writes them: easily forged."""

_ZONES = timedelta(hours=26)
"""Exif times have no zone: the clocks of the world span 26 hours."""

_PATIENCE = timedelta(days=1)
"""Between a camera's own notes of one picture lie seconds; travellers set clocks by hours."""

_FIRST_PHONES = 2000
"""Clocks that were never set begin at 1970, 1980 or 2000: such a time says nothing."""

_UNLIKE, _LIKE = 0.6, 0.85
"""Correlation of thumbnail and picture. On the photos at hand that carry one it is above 0.98, between pictures of
different watches below 0.5."""


def judge(case: CaseFile, photo: Prepared, notes: Notes, picture: Pixels) -> Answer:
    """Return what the photo's metadata say: the gravest thing, or that there is nothing odd, or nothing at all."""
    odd = [_program(photo, notes), _thumbnail(photo, notes, picture), _times(case, photo, notes)]
    against = [answer for answer in odd if answer is not None]
    if against:
        return max(against, key=lambda answer: answer.strength)
    return _ordinary(photo, notes)


def _ordinary(photo: Prepared, notes: Notes) -> Answer:
    label = photo.photo.label
    if photo.metadata.camera_make and photo.metadata.camera_model and notes.taken:
        said = f"The file of the photo {label} says what a camera writes, and nothing in it is odd."
        return Answer(photo, CRITERION, Bearing.SUPPORTS, _CONSISTENT, "camera's own metadata", said)
    said = (
        f"The file of the photo {label} carries little or no metadata; that says nothing, as many services remove it."
    )
    return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "few metadata", said)


def _program(photo: Prepared, notes: Notes) -> Answer | None:
    label, kinds = photo.photo.label, {kind_of(name) for name in notes.programs}
    if notes.generated or Kind.GENERATOR in kinds:
        said = f"The file of the photo {label} says itself that a program generated the picture."
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, _GENERATED, "calls itself generated", said)
    if Kind.EDITOR in kinds:
        said = (
            f"The file of the photo {label} was written by an image editor; what was changed cannot be told from that."
        )
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, _EDITED, "written by an image editor", said)
    return None


def _times(case: CaseFile, photo: Prepared, notes: Notes) -> Answer | None:
    taken, changed, opened = _time(notes.taken), _time(notes.changed), _opened(case)
    label = photo.photo.label
    if taken and opened and taken > opened + _ZONES:
        said = f"The photo {label} says that it was taken after it was handed in."
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, _TIMES, "taken in the future", said)
    if taken and changed and changed + _PATIENCE < taken:
        said = f"The photo {label} says that it was last changed before it was taken."
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, _TIMES, "changed before it was taken", said)
    return None


def _thumbnail(photo: Prepared, notes: Notes, picture: Pixels) -> Answer | None:
    alike = likeness(notes.thumbnail, picture) if notes.thumbnail else None
    if alike is None or alike >= _LIKE:
        return None
    label = photo.photo.label
    said = f"The small preview inside the file of the photo {label} shows another picture than the photo itself."
    unlike = measure(1 - alike, "ratio", 1 - _UNLIKE)
    if alike >= _UNLIKE:
        said = f"The small preview inside the file of the photo {label} resembles the photo, but not closely."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "preview differs a little", said, unlike)
    strength = 0.35 + 0.35 * min(1.0, _UNLIKE - alike)
    return Answer(photo, CRITERION, Bearing.CONTRADICTS, strength, "preview shows another picture", said, unlike)


def _time(text: str | None) -> datetime | None:
    """Return an Exif time, or None where it is absent, damaged, or that of a clock that was never set."""
    try:
        time = datetime.strptime(text or "", "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return time if time.year > _FIRST_PHONES else None


def _opened(case: CaseFile) -> datetime | None:
    try:
        time = datetime.fromisoformat(case.created)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
