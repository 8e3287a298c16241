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
    :ivar part: on the fine sheet, the part without what is set aside on the subject.
    """

    view: View
    photo: Sha256
    subject: Picture
    frame: Frame
    laid: tuple[Laid, ...]
    aligned: tuple[Aligned, ...]
    pixels: Pixels
    references: tuple[Covered, ...]
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
    return Overlay(
        view=view,
        photo=photo.photo.sha256,
        subject=subject,
        frame=frame,
        laid=tuple(each for each, _ in kept),
        aligned=tuple(over for _, over in kept),
        pixels=pixels,
        references=tuple(Covered(each, _set_aside(each, frame, view)) for each in plain),
        part=_part(pixels, plain, frame, view),
    )


def _fine(frame: Frame) -> tuple[int, Doubles]:
    side = round(frame.side * FINE)
    return side, sheet_to_unit(side, frame.side / 2 / frame.radius)


def _set_aside(pixels: Pixels, frame: Frame, view: View) -> Mask:
    """Return what hands cover, on views that show some."""
    if view not in SHOWS_HANDS or not frame.round:
        return np.zeros(pixels.shape[:2], np.bool_)
    return covered.hands(pixels, frame.side / 2 / frame.radius - 1)


def _part(pixels: Pixels, references: Sequence[Pixels], frame: Frame, view: View) -> Mask:
    side, radius = pixels.shape[0], frame.radius * FINE
    if not frame.round:
        return np.ones((side, side), np.bool_)
    disc = np.zeros((side, side), np.uint8)
    cv2.circle(disc, (side // 2, side // 2), round(radius * _PART_ENDS), 1, -1)
    part = np.asarray(disc > 0)
    if view in SHOWS_HANDS:
        part &= ~_set_aside(pixels, frame, view) & ~covered.rays(pixels, references, radius)
    return part
