"""The door to RapidOCR: pixels in, lines of text out. Nothing outside this module knows that library.

Its three networks (PP-OCRv6 small for finding and reading) come inside its wheel and are named by path,
so that it never looks for them elsewhere. Each process loads them once, when the first photo is read.
"""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels

Quad = NDArray[np.float32]
"""(4, 2): x, y in pixels, clockwise from the corner where the text's first line begins."""

_DETECTOR = "PP-OCRv6_det_small.onnx"
_READER = "PP-OCRv6_rec_small.onnx"

NETWORKS = f"rapidocr {version('rapidocr')}, {_DETECTOR}, {_READER}"
"""What could change a reading, for the versions in a record."""

SURE = 0.97
"""Above it a line is not also read upside down. Judgement: brand names on the real photos scored 0.99 and more, and a
needless second reading costs only a few milliseconds."""

_LEGIBLE = 0.5
"""The library's own floor (``Global.text_score``): below it a line is noise."""

HEIGHT = 48
"""Pixels: the height at which the reader was trained (``rec_img_shape``)."""

_MARGIN = 0.08
"""Of the height of a line, added around it: the detector cuts tall letters close."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of text as the networks saw it.

    :ivar confidence: mean over the characters, 0 to 1.
    """

    text: str
    confidence: float
    quad: Quad


def read(pixels: Pixels) -> list[Seen]:
    """Find and read the lines in a picture, whichever way each of them runs.

    Every line is read along its longer side; where that is not beyond doubt it is also read the other way round,
    and the surer reading is kept. So a watch lying on its side or upside down needs no second search.
    """
    quads = [along_the_longer_side(quad) for quad in find(pixels)]
    upright = recognise([straighten(pixels, quad) for quad in quads])
    doubtful = [k for k, (_, confidence) in enumerate(upright) if confidence < SURE]
    turned = recognise([straighten(pixels, _turned(quads[k])) for k in doubtful])
    for k, reading in zip(doubtful, turned, strict=True):
        if reading[1] > upright[k][1]:
            upright[k], quads[k] = reading, _turned(quads[k])
    lines = [Seen(text, confidence, quad) for (text, confidence), quad in zip(upright, quads, strict=True)]
    return [line for line in lines if line.confidence >= _LEGIBLE and line.text.strip()]


def find(pixels: Pixels) -> list[Quad]:
    """Return where there seem to be lines of text: rectangles at any angle."""
    found = _engine()(_bgr(pixels))
    return [] if found.boxes is None else [np.asarray(box, np.float32) for box in found.boxes]


def recognise(strips: list[Pixels]) -> list[tuple[str, float]]:
    """Read strips that each hold one upright line; return text and confidence for each."""
    if not strips:
        return []
    read = _engine().recognize_txt([_bgr(strip) for strip in strips])
    return [(str(text), float(score)) for text, score in zip(read.txts, read.scores, strict=True)]


def letter_columns(strip: Pixels) -> tuple[int, ...]:
    """Return where along a strip the reader saw each letter (blanks left out), in steps of 8 pixels."""
    words = _engine().recognize_txt([_bgr(strip)]).word_results[0]
    return tuple(column for word in words.word_cols for column in word)


def straighten(pixels: Pixels, quad: Quad) -> Pixels:
    """Cut a line out of a picture so that it runs from left to right, at the height the reader wants."""
    width, height = _sides(quad)
    room = _MARGIN * height
    scale = HEIGHT / (height + 2 * room)
    size = (max(8, round((width + 2 * room) * scale)), HEIGHT)
    inset = room * scale
    left, top, right, bottom = inset, inset, size[0] - inset, size[1] - inset
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    transform = cv2.getPerspectiveTransform(quad, corners)
    strip = cv2.warpPerspective(pixels, transform, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def along_the_longer_side(quad: Quad) -> Quad:
    """Start the corners so that the first side is the longer one and runs to the right (or down)."""
    width, height = _sides(quad)
    turned = quad if width >= height else np.roll(quad, -1, axis=0)
    direction = turned[1] - turned[0]
    return turned if direction[0] >= 0 else _turned(turned)


def _turned(quad: Quad) -> Quad:
    return np.roll(quad, 2, axis=0)


def _sides(quad: Quad) -> tuple[float, float]:
    width = (np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    height = (np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    return max(float(width), 1.0), max(float(height), 1.0)


def _bgr(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[:, :, ::-1])


@cache
def _engine() -> Any:  # noqa: ANN401  the library is untyped
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_rec": False,
            "Global.return_word_box": True,  # where each letter stands, for ``letter_columns``
            "Global.max_side_len": 4096,  # the callers bound the size
            "Det.model_path": str(models / _DETECTOR),
            "Det.limit_type": "max",
            "Det.limit_side_len": 4096,
            # In a batch every line is padded to the longest: a page of papers took 0.65 s in sixes, 0.28 s one by one.
            "Rec.rec_batch_num": 1,
            "Rec.model_path": str(models / _READER),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            # Each photo has another size, and without the arena each size's buffers are fetched from the kernel anew:
            # finding text in 1440 x 1440 pixels took 0.9 s instead of 0.4 s.
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
