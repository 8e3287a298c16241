"""How far from round the dial's circles are: the radial profile of each sector, shifted onto that of all."""

import cv2
import numpy as np

from pipeline.imaging.rectified.polar import COLUMNS, STEP, Doubles, Floats, row_of

SECTORS = 72

Rows = tuple[int, int]

AROUND_THE_RIM: Rows = (row_of(0.72), row_of(1.14))
"""The minute track, the rim, and the rim where the first guess is the minute track."""

_ROUNDS = 3


def out_of_round(strip: Floats, most: float, within: Rows = AROUND_THE_RIM) -> tuple[Doubles, Doubles]:
    """Return by how much the rings lie outwards in each sector (radii), and how sure that is (0 to 1).

    :param most: radii, the largest shift that is looked for.
    :param within: first and last row of the rings: a bezel's reflections are no rings.
    """
    sectors = strip.reshape(len(strip), SECTORS, COLUMNS // SECTORS).mean(axis=2)
    reach = round(most / STEP)
    rows = np.arange(within[0] - reach, within[1] + reach)
    shifts, sure = shifted(steep_outwards(sectors)[np.clip(rows, 0, len(strip) - 1)], reach)
    return shifts * STEP, sure


def steep_outwards(sectors: Floats) -> Floats:
    """Return how steep the grey is outwards in each sector (columns), in terms of what is usual in it, 0 to 1."""
    soft = cv2.GaussianBlur(sectors, (0, 0), sigmaX=1e-3, sigmaY=1.5)
    steep = np.abs(np.gradient(soft, axis=0))
    return np.asarray(steep / (steep + 3.0 * np.median(steep, axis=0, keepdims=True) + 0.5), np.float32)


def shifted(steep: Floats, reach: int) -> tuple[Doubles, Doubles]:
    """Return by how many rows each of ``SECTORS`` columns lies further down than all together, and how sure that is.

    :param reach: rows, at the beginning and the end, over which a column may be shifted.
    """
    profiles = steep.T.astype(np.float64)
    shifts, sure = np.zeros(SECTORS), np.zeros(SECTORS)
    for _ in range(_ROUNDS):
        template = np.median(_moved(profiles, _smooth(shifts), reach), axis=0)
        shifts, sure = _matched(profiles, template, reach)
    return shifts, sure


def _moved(profiles: Doubles, shifts: Doubles, reach: int) -> Doubles:
    length = profiles.shape[1] - 2 * reach
    at = np.arange(length) + reach
    return np.stack(
        [np.interp(at + shift, np.arange(profiles.shape[1]), row) for row, shift in zip(profiles, shifts, strict=True)]
    )


def _matched(profiles: Doubles, template: Doubles, reach: int) -> tuple[Doubles, Doubles]:
    """Return by how many rows each profile lies outside the template, and the correlation there."""
    wanted = template - template.mean()
    windows = np.lib.stride_tricks.sliding_window_view(profiles, len(template), axis=1)
    centred = windows - windows.mean(axis=2, keepdims=True)
    scores = (centred * wanted).sum(axis=2)
    scores /= np.sqrt((centred**2).sum(axis=2) * (wanted**2).sum()) + 1e-6
    each, k = np.arange(len(scores)), np.clip(scores.argmax(axis=1), 1, scores.shape[1] - 2)
    left, mid, right = scores[each, k - 1], scores[each, k], scores[each, k + 1]
    bend = np.minimum(left - 2 * mid + right, -1e-9)
    return k + np.clip(0.5 * (left - right) / bend, -1, 1) - reach, np.clip(mid, 0.0, 1.0)


def _smooth(shifts: Doubles) -> Doubles:
    """Return the shifts by a robust sum of the first two harmonics: a hand over a sector shall not bend the rim."""
    turn = (np.arange(SECTORS) + 0.5) * (2 * np.pi / SECTORS)
    waves = np.stack([np.ones(SECTORS), np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)], axis=1)
    weight = np.ones(SECTORS)
    fitted = np.zeros(SECTORS)
    for _ in range(5):
        solution, *_ = np.linalg.lstsq(waves * weight[:, None], shifts * weight, rcond=None)
        fitted = waves @ solution
        weight = np.sqrt(1 / (1 + ((shifts - fitted) / 1.0) ** 2))
    return np.asarray(fitted - fitted.mean(), np.float64)
