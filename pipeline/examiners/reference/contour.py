"""How even the edges of a dial's words are, whatever the photo's sharpness.

A blurred photo agrees less with sharp ones, and so does a word a pixel off, and so does coarse print. Blur and places
can be matched and coarseness cannot: the subject and each reference are compared at several differences of sharpness
and, letter by letter, a pixel to each side; the best one counts.
"""

import cv2
import numpy as np

from pipeline.examiners.reference import form
from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.details import Floats, edges, lightness
from pipeline.examiners.reference.light import Surface

_WINDOW = 4.0
"""Pixels of the fine sheet: standard deviation of the window in which edges are compared, half a small letter."""
_BESIDE = 9
"""Pixels: what is compared reaches half of that beyond a stroke, where ragged edges lie."""
_BLURS = ((0.0, 0.0), (0.0, 0.8), (0.0, 1.3), (0.0, 1.9), (0.8, 0.0), (1.3, 0.0))
"""Pixels by which the subject and a reference are blurred before they are compared."""
_FEWEST = 1500
"""Pixels around words below which nothing is said: about five letters."""
_SAME = 0.5
"""Agreement below which a letter is another one, or stands elsewhere, or is covered: that says nothing of its edges."""
_LEAST_AMONG = 0.5
"""Agreement of the references below which they show no print to compare with."""


def measure(surface: Surface) -> float | None:
    """Return % by which words agree worse with the references than those with each other; None where too few are free.

    Below 0 where they agree better.
    """
    inked, _ = surface.ink(words_alone=True)
    near = cv2.dilate(inked.astype(np.uint8), np.ones((_BESIDE, _BESIDE), np.uint8)) > 0
    words = near & surface.free[0]
    if words.sum() < _FEWEST:
        return None
    rows, columns = (np.flatnonzero(words.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    over = surface.over
    lights = [lightness(each)[box] for each in (over.pixels, *(known.pixels for known in over.references))]
    free = [each[box] for each in surface.free]
    own, among = _own(lights, free, words[box]), _among(lights[1:], free[1:], words[box])
    if own is None or among is None or among < _LEAST_AMONG:
        return None
    return 100.0 * (1.0 - own / among)


def _own(lights: list[Floats], free: list[Mask], words: Mask) -> float | None:
    """Return how well the subject's words agree with the references, each matched in sharpness."""
    subject = {blur: edges(_blurred(lights[0], blur)) for blur in {own for own, _ in _BLURS}}
    alike = []
    for light, clear in zip(lights[1:], free[1:], strict=True):
        known = {blur: edges(_blurred(light, blur)) for blur in {other for _, other in _BLURS}}
        seen = words & clear
        if not seen.any():
            continue
        levels = [float(np.median(_agreement(subject[own], known[other])[seen])) for own, other in _BLURS]
        own, other = _BLURS[int(np.argmax(levels))]
        alike.append(np.where(clear, _shifted_agreement(subject[own], known[other]), np.float32(-1.0)))
    return _middle(alike, words)


def _shifted_agreement(one: Floats, other: Floats) -> Floats:
    """Return how well places agree with the other field where it is shifted by up to a pixel: the best of nine."""
    shifts = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return np.asarray(np.max([_agreement(one, np.roll(other, by, axis=(0, 1))) for by in shifts], axis=0), np.float32)


def _among(lights: list[Floats], free: list[Mask], words: Mask) -> float | None:
    """Return how well a reference agrees with the one most like it: the median of all."""
    fields = [edges(each) for each in lights]
    alike: list[list[Floats]] = [[] for _ in lights]
    for i in range(len(lights)):
        for j in range(i):
            pair = np.where(free[i] & free[j], _agreement(fields[i], fields[j]), np.float32(-1.0))
            alike[i].append(pair)
            alike[j].append(pair)
    levels = [level for each in alike if (level := _middle(each, words)) is not None]
    return float(np.median(levels)) if levels else None


def _middle(alike: list[Floats], words: Mask) -> float | None:
    """Return the median of the best agreement over the words; None where too little of them is free and the same."""
    if not alike:
        return None
    best = np.max(alike, axis=0)[words]
    known = best[best > _SAME]
    return float(np.median(known)) if len(known) >= _FEWEST else None


def _agreement(one: Floats, other: Floats) -> Floats:
    return form.agreement(one, other, form.energy(one, _WINDOW), form.energy(other, _WINDOW), _WINDOW)


def _blurred(light: Floats, by: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(light, (0, 0), by), np.float32) if by else light
