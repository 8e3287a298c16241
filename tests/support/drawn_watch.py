"""A fictional watch, drawn plainly: dial, case back and movement as JPEG."""

import io
import math

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_cache: dict[str, bytes] = {}


def _jpeg(name: str, image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    _cache[name] = out.getvalue()
    return _cache[name]


def _canvas(width: int, height: int, ground: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    light = Image.radial_gradient("L").resize((width, height))
    image = Image.composite(
        Image.new("RGB", (width, height), (70, 62, 54)), Image.new("RGB", (width, height), ground), light
    )
    return image, ImageDraw.Draw(image)


def _text(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, size: int, fill: tuple[int, int, int]
) -> None:
    draw.text(at, words, font=ImageFont.load_default(size), fill=fill, anchor="mm")


def _disc(draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, fill: tuple[int, int, int]) -> None:
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def draw_dial() -> bytes:
    if "dial" in _cache:
        return _cache["dial"]
    image, draw = _canvas(1400, 1050, (196, 186, 172))
    centre = (700.0, 525.0)
    for radius, fill in (
        (470, (120, 122, 126)),
        (455, (196, 199, 203)),
        (438, (24, 34, 52)),
        (360, (172, 176, 181)),
        (350, (17, 27, 46)),
    ):
        _disc(draw, centre, radius, fill)
    for hour in range(12):
        angle = math.radians(hour * 30)
        x, y = centre[0] + 300 * math.sin(angle), centre[1] - 300 * math.cos(angle)
        _disc(draw, (x, y), 24 if hour % 3 else 32, (214, 216, 210))
        _disc(draw, (x, y), 18 if hour % 3 else 25, (236, 241, 214))
    for words, y, size in (
        ("ALDENMOOR", 372, 40),
        ("TIDEWATCH", 660, 30),
        ("AUTOMATIC", 712, 20),
        ("200m", 746, 20),
        ("SWISS MADE", 838, 15),
    ):
        _text(draw, (700, y), words, size, (232, 234, 236))
    for angle, length, width in ((304, 170, 22), (50, 255, 16)):
        tip = (centre[0] + length * math.sin(math.radians(angle)), centre[1] - length * math.cos(math.radians(angle)))
        draw.line((*centre, *tip), fill=(223, 226, 229), width=width)
    _disc(draw, centre, 16, (223, 226, 229))
    return _jpeg("dial", image.filter(ImageFilter.GaussianBlur(0.8)))


def draw_caseback() -> bytes:
    if "caseback" in _cache:
        return _cache["caseback"]
    image, draw = _canvas(1050, 1050, (178, 170, 158))
    centre = (525.0, 525.0)
    for radius, fill in (
        (450, (112, 114, 118)),
        (436, (186, 188, 192)),
        (330, (150, 152, 157)),
        (324, (194, 196, 200)),
    ):
        _disc(draw, centre, radius, fill)
    for words, y, size in (
        ("ALDENMOOR", 380, 52),
        ("REF. AM-2204", 480, 38),
        ("SERIAL M204817", 548, 38),
        ("WATER RESISTANT 200M", 630, 28),
        ("STAINLESS STEEL", 690, 28),
    ):
        _text(draw, (525, y), words, size, (92, 94, 99))
    return _jpeg("caseback", image.filter(ImageFilter.GaussianBlur(0.8)))


def draw_movement() -> bytes:
    if "movement" in _cache:
        return _cache["movement"]
    image, draw = _canvas(1050, 1050, (160, 152, 140))
    centre = (525.0, 525.0)
    for radius, fill in ((450, (110, 112, 116)), (430, (182, 184, 186)), (400, (205, 198, 180))):
        _disc(draw, centre, radius, fill)
    for x, y, radius in ((400, 360, 105), (640, 340, 130), (525, 525, 60)):
        _disc(draw, (x, y), radius, (188, 160, 96))
        _disc(draw, (x, y), radius * 0.3, (168, 40, 66))
    draw.pieslice((145, 145, 905, 905), 5, 175, fill=(168, 171, 176))
    for x in range(170, 890, 26):
        draw.line((x, 560, x - 40, 900), fill=(190, 193, 197), width=4)
    _text(draw, (525, 720), "CAL. AM31", 40, (88, 90, 95))
    return _jpeg("movement", image.filter(ImageFilter.GaussianBlur(0.8)))
