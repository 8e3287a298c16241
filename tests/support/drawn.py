"""Dials, case backs and papers drawn with Pillow's own typeface: for tests that need to know what is written."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from models.vocabulary.photo import Ellipse
from tests.support.photos import Picture

SIDE = 1200
RADIUS = 520

TIDEWATCH = ("ALDENMOOR", "TIDEWATCH", "AUTOMATIC", "200m")
CASEBACK = (
    "ALDENMOOR",
    "REF. AM-2204",
    "SERIAL M204817",
    "WATER RESISTANT 200M",
    "STAINLESS STEEL",
    "CAL. AM31",
)


def round_outline(radius: float = RADIUS) -> Ellipse:
    """The outline of a dial that ``dial`` drew."""
    return Ellipse(centre=(0.5, 0.5), axes=(radius / SIDE, radius / SIDE), angle=0.0, support=1.0)


def dial(lines: Sequence[str] = TIDEWATCH, rim: str = "SWISS MADE", *, seed: int = 0, turn: float = 0.0) -> Picture:
    """A dark dial with lines of print in its upper and lower half and small print along its lower rim."""
    image = Image.new("RGB", (SIDE, SIDE), (150, 145, 138))
    draw = ImageDraw.Draw(image)
    box = [SIDE / 2 - RADIUS, SIDE / 2 - RADIUS, SIDE / 2 + RADIUS, SIDE / 2 + RADIUS]
    draw.ellipse(box, fill=(24, 32, 58), outline=(200, 200, 205), width=14)
    for hour in range(12):
        _marker(draw, math.radians(30 * hour))
    for k, line in enumerate(lines):
        size = 52 if k == 0 else 36
        y = SIDE / 2 - 270 + 70 * k if k < 2 else SIDE / 2 + 130 + 62 * (k - 2)
        _centred(draw, line, (SIDE / 2, y), size)
    _along_rim(image, rim, RADIUS * 0.95, 20)
    return _photographed(image.rotate(-turn, Image.Resampling.BICUBIC, fillcolor=(150, 145, 138)), seed)


def caseback(lines: Sequence[str] = CASEBACK, *, seed: int = 0) -> Picture:
    """A steel case back with engraved lines."""
    image = Image.new("RGB", (SIDE, SIDE), (60, 60, 62))
    draw = ImageDraw.Draw(image)
    box = [SIDE / 2 - RADIUS, SIDE / 2 - RADIUS, SIDE / 2 + RADIUS, SIDE / 2 + RADIUS]
    draw.ellipse(box, fill=(176, 178, 180))
    for k, line in enumerate(lines):
        y = SIDE / 2 + 85 * (k - (len(lines) - 1) / 2)
        _centred(draw, line, (SIDE / 2, y), 40, (70, 70, 72))
    return _photographed(image, seed)


def papers(lines: Sequence[str], *, seed: int = 0) -> Picture:
    """A sheet with lines of print."""
    image = Image.new("RGB", (1100, 800), (242, 240, 232))
    draw = ImageDraw.Draw(image)
    for k, line in enumerate(lines):
        draw.text((90, 80 + 70 * k), line, font=ImageFont.load_default(34), fill=(30, 30, 34))
    return _photographed(image, seed)


def _marker(draw: ImageDraw.ImageDraw, angle: float) -> None:
    inner, outer = RADIUS * 0.80, RADIUS * 0.90
    ends = [(SIDE / 2 + r * math.sin(angle), SIDE / 2 - r * math.cos(angle)) for r in (inner, outer)]
    draw.line(ends, fill=(220, 220, 210), width=12)


def _centred(
    draw: ImageDraw.ImageDraw,
    text: str,
    at: tuple[float, float],
    size: int,
    fill: tuple[int, int, int] = (232, 230, 222),
) -> None:
    draw.text(at, text, font=ImageFont.load_default(size), fill=fill, anchor="mm")


def _along_rim(image: Image.Image, text: str, radius: float, size: int) -> None:
    """Write along the lower rim, upright, each letter turned to the circle."""
    font = ImageFont.load_default(size)
    step = 1.15 * size * 0.62 / radius
    for k, letter in enumerate(text):
        angle = step * ((len(text) - 1) / 2 - k)
        stamp = Image.new("RGBA", (3 * size, 3 * size), (0, 0, 0, 0))
        ImageDraw.Draw(stamp).text((1.5 * size, 1.5 * size), letter, font=font, fill=(232, 230, 222, 255), anchor="mm")
        turned = stamp.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = SIDE / 2 - radius * math.sin(angle), SIDE / 2 + radius * math.cos(angle)
        image.paste(turned, (round(x - 1.5 * size), round(y - 1.5 * size)), turned)


def _photographed(image: Image.Image, seed: int) -> Picture:
    """Soften and add noise, as a lens and a sensor do."""
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(0.8)), np.float32)
    noise = np.random.default_rng(seed).normal(0.0, 4.0, soft.shape)
    return np.clip(soft + noise, 0, 255).astype(np.uint8)
