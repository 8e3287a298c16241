"""preprocess: a stranger's bytes -> a measured photo and its normalised derivative, or why it cannot be used.

1. What it is, bounded, without decoding a pixel (``imaging.sniff``).
2. Its metadata, typed (``imaging.metadata``).
3. Pixels, upright, sRGB, at most 2048 on the longer side (``imaging.decode``).
4. The dial, where the view may show one (``dial``).
5. Focus, light (``measure``), perceptual hash.
6. The derivative, without metadata, and the digests of its bytes and of its decoded pixels.
7. What is wrong with it (``flaws``).

Not responsible for: whether the photo is good enough (admission), what it shows (the examiners), storing anything.
"""

import hashlib

import cv2
import numpy as np

from models.vocabulary.errors import PipelineError
from models.vocabulary.photo import Ellipse, Measurements, NoDial, Prepared, Rejected, Submitted
from models.vocabulary.views import View
from pipeline.imaging import hashes
from pipeline.imaging.decode import Fitted, decode_fitted, decode_jpeg, encode_jpeg
from pipeline.imaging.metadata import read_metadata
from pipeline.imaging.refusal import Limits, Refused
from pipeline.imaging.sniff import inspect
from pipeline.stages import versions
from pipeline.stages.preprocess.centres import Grey
from pipeline.stages.preprocess.dial import find_dial
from pipeline.stages.preprocess.flaws import flaws_of
from pipeline.stages.preprocess.measure import focus, light, region_of

VERSION = versions.PREPROCESS
"""Changes whenever the answer could; part of the record's key."""

LONGEST = 2048
"""Pixels of the derivative's longer side, at most."""

QUALITY = 90

SEARCH = 512
"""Pixels of the longer side, about, at which dials are looked for and PDQ is taken."""

SHOWS_A_DIAL = frozenset({View.DIAL, View.HANDS, View.BEZEL, View.CASEBACK, View.MOVEMENT, View.OTHER})
"""Views with a round outline to find. On a clasp or a page of papers a round logo would be taken for one."""


def preprocess(photo: Submitted, data: bytes, limits: Limits) -> tuple[Prepared, bytes] | Rejected:
    """Return the prepared photo and its derivative (JPEG), or why it is rejected.

    Pure. Raises ``PipelineError`` only where ``data`` are not the bytes that ``photo`` names: a fault of the store.
    """
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        raise PipelineError("a stored photo is not what its digest says")
    try:
        header = inspect(data, limits)
        metadata = read_metadata(header)
        fitted = decode_fitted(data, header, LONGEST, limits)
    except Refused as refused:
        return Rejected(photo=photo, reason=refused.reason, detail=refused.detail)
    pixels = fitted.pixels
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    small = _reduced(grey)
    dial = find_dial(small) if photo.view in SHOWS_A_DIAL else NoDial(reason="none", found=0)
    measurements = _measured(fitted, grey, dial)
    derivative = encode_jpeg(pixels, QUALITY)
    decoded = decode_jpeg(derivative, scratch=pixels)
    height, width = decoded.shape[:2]
    prepared = Prepared(
        photo=photo,
        derivative=hashlib.sha256(derivative).hexdigest(),
        derivative_size=(width, height),
        pixels=hashes.sha256_pixels(decoded),
        perceptual=hashes.pdq(small),
        measurements=measurements,
        metadata=metadata,
        dial=dial,
        flaws=flaws_of(photo.view, measurements, dial),
    )
    return prepared, derivative


def _reduced(grey: Grey) -> Grey:
    """Reduce by a whole factor to 512 pixels or a little less or more; a factor of four in two halves.

    Halves are six times faster than one step of four (0.3 ms instead of 1.9 for 2016 pixels), that ten times faster
    than a factor that is not whole.
    """
    step = max(1, round(max(grey.shape) / SEARCH))
    return _divided(_divided(grey, step // 2), 2) if step % 2 == 0 else _divided(grey, step)


def _divided(grey: Grey, step: int) -> Grey:
    height, width = grey.shape
    size = (max(1, width // step), max(1, height // step))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8) if step > 1 else grey


def _measured(fitted: Fitted, grey: Grey, dial: Ellipse | NoDial) -> Measurements:
    region = region_of(dial, *grey.shape)
    seen = light(fitted.pixels, region)
    scale = max(fitted.width, fitted.height) / max(grey.shape)
    return Measurements(
        width=fitted.width,
        height=fitted.height,
        focus=focus(grey, region),
        exposure=seen.exposure,
        clipped_dark=seen.clipped_dark,
        clipped_light=seen.clipped_light,
        glare=seen.glare,
        dial_pixels=region.diameter * scale if isinstance(dial, Ellipse) else 0.0,
    )
