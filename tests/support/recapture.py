"""A photo shown on a screen and photographed from it: what an examiner must tell from a photo of a watch.

Panel: each pixel has a red, a green and a blue stripe side by side with dark gaps, and emits linear light. Camera:
perspective, optical blur, a Bayer mosaic with OpenCV's interpolation, noise, JPEG with halved colour.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

_FINE = 3
"""Samples of the panel along each side of a camera's pixel."""


@dataclass(frozen=True)
class Screen:
    """How a photo is taken from a screen.

    :ivar pitch: camera pixels for a pixel of the panel, at the picture's middle.
    :ivar turn: degrees by which the camera is held askew.
    :ivar lean: how much larger the pitch is at the right edge than at the left, as a share.
    :ivar blur: standard deviation of the lens's blur in camera pixels.
    """

    pitch: float = 3.1
    turn: float = 2.0
    lean: float = 0.04
    blur: float = 0.6
    noise: float = 2.0
    quality: int = 90
    size: tuple[int, int] = (1600, 1200)


def recaptured(shown: Picture, screen: Screen, seed: int = 1) -> bytes:
    """Return the JPEG of a screen that shows the picture, filling the frame."""
    random = np.random.default_rng(seed)
    width, height = screen.size
    panel = _panel(shown, screen)
    bands = [_band(panel, screen, top, min(height, top + 200)) for top in range(0, height, 200)]
    light = cv2.GaussianBlur(np.concatenate(bands), (0, 0), screen.blur)
    light = np.clip(light / max(float(np.percentile(light, 99.5)), 1e-6), 0, 1)
    mosaic = np.empty((height, width), np.float32)
    for y, x, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        mosaic[y::2, x::2] = light[y::2, x::2, channel]
    counted = np.clip(
        mosaic * 65_535 + random.normal(0, screen.noise * 257, mosaic.shape) * np.sqrt(mosaic + 0.05), 0, 65_535
    )
    colour = cv2.cvtColor(counted.astype(np.uint16), cv2.COLOR_BayerRGGB2RGB).astype(np.float32) / 65_535
    developed = np.clip(np.power(colour, 1 / 2.2) * 255, 0, 255).astype(np.uint8)
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(developed), screen.quality, "RGB", "420"))


def _panel(shown: Picture, screen: Screen) -> Floats:
    """The picture at the panel's own resolution, in linear light."""
    width, height = screen.size
    reach = 1.15
    size = (round(width / screen.pitch * reach), round(height / screen.pitch * reach))
    fitted = cv2.resize(shown, size, interpolation=cv2.INTER_AREA)
    return np.power(fitted.astype(np.float32) / 255, 2.2)


def _band(panel: Floats, screen: Screen, top: int, bottom: int) -> Floats:
    """Camera rows ``top`` to ``bottom``: the panel's light, averaged over fine samples."""
    width, height = screen.size
    fine_x = (np.arange(width * _FINE, dtype=np.float32) + 0.5) / _FINE - width / 2
    fine_y = (np.arange(top * _FINE, bottom * _FINE, dtype=np.float32) + 0.5) / _FINE - height / 2
    x, y = np.meshgrid(fine_x, fine_y)
    angle = np.radians(screen.turn)
    depth = screen.pitch * (1 + screen.lean * x / width)
    u = (x * np.cos(angle) + y * np.sin(angle)) / depth + panel.shape[1] / 2
    v = (-x * np.sin(angle) + y * np.cos(angle)) / depth + panel.shape[0] / 2
    column, row = np.clip(u.astype(int), 0, panel.shape[1] - 1), np.clip(v.astype(int), 0, panel.shape[0] - 1)
    across, down = (u - column) * 3, v - row
    lit = np.stack([(np.abs(across - k - 0.5) < 0.4) & (np.abs(down - 0.5) < 0.44) for k in range(3)], axis=-1)
    light = panel[row, column] * lit
    shape = ((bottom - top), _FINE, width, _FINE, 3)
    return light.reshape(shape).mean(axis=(1, 3)).astype(np.float32)
