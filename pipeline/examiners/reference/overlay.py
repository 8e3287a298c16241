"""References laid over a subject: what every measurement starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.vocabulary.photo import Prepared, Sha256
from models.vocabulary.views import View
from pipeline.examiners.reference import covered
from pipeline.examiners.reference.align import Aligned, Frame, align, frame_of
from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.details import edges, lightness
from pipeline.examiners.reference.form import Covered
from pipeline.examiners.reference.library import Laid, Library
from pipeline.examiners.reference.picture import Doubles, Picture, moved, sheet, sheet_to_unit
from pipeline.imaging.colour import Pixels

FINE = 1.5
"""The sheet on which form and colour are compared is so much finer than the one on which patches are looked for: print
of 4 % of the radius is 12 pixels tall."""

_PART_ENDS = 0.97
"""Radii: what lies further out may be the foot of the rehaut."""

SHOWS_HANDS = frozenset({View.DIAL, View.HANDS})


@dataclass(frozen=True)
class Overlay:
    """A subject with the references that came to lie over it.

    :ivar pixels: the subject on the fine sheet.
    :ivar references: on the same sheet, with what is set aside on them.
    :ivar whole: on the fine sheet, the part.
    :ivar part: the same without what is set aside on the subject.
    """

    view: View
    photo: Sha256
    subject: Picture
    frame: Frame
    laid: tuple[Laid, ...]
    aligned: tuple[Aligned, ...]
    pixels: Pixels
    references: tuple[Covered, ...]
    whole: Mask
    part: Mask

    def to_photo(self, places: Doubles) -> Doubles:
        """Take places of the coarse sheet to pixels of the subject."""
        return moved(self.subject.to_pixels @ self.frame.from_sheet, places)


def lay(photo: Prepared, subject: Picture, library: Library) -> Overlay | str:
    """Lay the references of the photo's view over it, or say why that cannot be done."""
    view = photo.photo.view
    laid = library.laid(subject, view)
    if not laid:
        return "no verified photo could be laid over it"
    frame = frame_of(subject, [each.registration for each in laid])
    details = edges(lightness(sheet(subject, subject.to_pixels @ frame.from_sheet, frame.side)))
    pairs = [(each, align(details, each.picture, each.registration, frame)) for each in laid]
    kept = [(each, over) for each, over in pairs if over is not None]
    if not kept:
        return "the verified photos do not come to lie over it exactly enough"
    side, from_fine = _fine(frame)
    pixels = sheet(subject, subject.to_pixels @ frame.place @ from_fine, side)
    plain = [sheet(each.picture, over.from_place @ from_fine, side) for each, over in kept]
    own, *masks = _covered([pixels, *plain], frame, view)
    whole = _part(side, frame)
    return Overlay(
        view=view,
        photo=photo.photo.sha256,
        subject=subject,
        frame=frame,
        laid=tuple(each for each, _ in kept),
        aligned=tuple(over for _, over in kept),
        pixels=pixels,
        references=tuple(Covered(each, mask) for each, mask in zip(plain, masks, strict=True)),
        whole=whole,
        part=whole & ~own,
    )


def _fine(frame: Frame) -> tuple[int, Doubles]:
    side = round(frame.side * FINE)
    return side, sheet_to_unit(side, frame.side / 2 / frame.radius)


def _covered(sheets: Sequence[Pixels], frame: Frame, view: View) -> list[Mask]:
    """Return what hands cover, on views that show some."""
    if view not in SHOWS_HANDS or not frame.round:
        return [np.zeros(each.shape[:2], np.bool_) for each in sheets]
    return covered.hands(sheets, frame.radius * FINE)


def _part(side: int, frame: Frame) -> Mask:
    if not frame.round:
        return np.ones((side, side), np.bool_)
    disc = np.zeros((side, side), np.uint8)
    cv2.circle(disc, (side // 2, side // 2), round(frame.radius * FINE * _PART_ENDS), 1, -1)
    return np.asarray(disc > 0)
