"""How fast a 12-megapixel photo is prepared.

Against a bare, full libjpeg-turbo decode of the same bytes, and against the straightforward way: Pillow and
scikit-image on the full-size picture. Pairs are run in turn in one process on one thread; their medians
are reported.

``python -m benchmarks.preprocess [--short]``
"""

import argparse
import hashlib
import io
import resource
import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from benchmarks.table import Row, markdown, row
from models.vocabulary.photo import Submitted
from models.vocabulary.views import View
from pipeline.imaging.decode import crop
from pipeline.stages.preprocess import Limits, preprocess

WIDTH, HEIGHT = 4032, 3024
LONGEST = 2048
DECODE = "full libjpeg-turbo decode"


def photo(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """Return a 12-megapixel JPEG (about 4 MB) of a watch on cloth: rings, markers, hands, grain, sensor noise."""
    random = np.random.default_rng(7)
    cv2.setRNGSeed(7)
    grain = random.normal(0, 10, (height // 4, width // 4)).astype(np.float32)
    cloth = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC) + 95
    coloured = np.repeat(cloth[..., None], 3, axis=2) + np.array([8, 0, -10], dtype=np.float32)
    picture = np.clip(coloured, 0, 255).astype(np.uint8)
    _draw_watch(picture, (int(width * 0.51), int(height * 0.49)), int(height * 0.38))
    noise = np.empty(picture.shape, dtype=np.int8)
    cv2.randn(noise, 0, 15)
    noisy = cv2.add(picture, noise, dtype=cv2.CV_8U)
    return bytes(simplejpeg.encode_jpeg(noisy, 92, "RGB", "420"))


def _draw_watch(picture: NDArray[np.uint8], centre: tuple[int, int], radius: int) -> None:
    """Draw case, bezel, dial, markers and hands, tilted by 20 degrees."""

    def disc(share: float, colour: tuple[int, int, int]) -> None:
        axes = (int(radius * share), int(radius * share * 0.94))
        cv2.ellipse(picture, centre, axes, 12, 0, 360, colour, -1, cv2.LINE_AA)

    disc(1.25, (150, 150, 155))
    disc(1.18, (40, 42, 48))
    disc(1.0, (24, 30, 46))
    for hour in range(12):
        turn = np.radians(30 * hour)
        arm = np.array([np.sin(turn), -0.94 * np.cos(turn)])
        ends = [tuple(int(v) for v in np.array(centre) + arm * radius * share) for share in (0.78, 0.92)]
        cv2.line(picture, ends[0], ends[1], (225, 228, 220), radius // 28, cv2.LINE_AA)
    for turn, length in ((5.3, 0.5), (1.0, 0.75)):
        tip = np.array(centre) + np.array([np.sin(turn), -np.cos(turn)]) * radius * length
        cv2.line(picture, centre, (int(tip[0]), int(tip[1])), (240, 240, 240), radius // 22, cv2.LINE_AA)
    cv2.putText(picture, "ALDENMOOR", (centre[0] - radius // 3, centre[1] - radius // 2),
                cv2.FONT_HERSHEY_DUPLEX, radius / 500, (230, 230, 230), 4, cv2.LINE_AA)  # fmt: skip


def ours(data: bytes, named: Submitted) -> None:
    """Run the stage, which checks the digest itself."""
    assert isinstance(preprocess(named, data, Limits()), tuple)


def straightforward(data: bytes) -> None:
    """Do the same work with Pillow and scikit-image on the full-size picture."""
    from skimage import color, feature, filters, measure, transform

    image = Image.open(io.BytesIO(data)).convert("RGB")
    pixels = np.asarray(image)
    grey = color.rgb2gray(pixels)
    filters.laplace(grey).var()
    (grey < 0.02).mean(), (grey > 0.98).mean(), measure.label(pixels.min(axis=2) > 250).max()
    edges = feature.canny(transform.resize(grey, (384, 512), anti_aliasing=True), sigma=2)
    transform.hough_circle(edges, np.arange(40, 200, 4))
    hashlib.sha256(data).hexdigest()
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    hashlib.sha256(np.asarray(Image.open(out)).tobytes()).hexdigest()


def timed(call: Callable[[], object]) -> float:
    """Return milliseconds of CPU time: all of it is one thread's, and others on the machine do not count."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def paired(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """Return the times of both, run in turn after one round for warmth."""
    pairs = [(timed(one), timed(other)) for _ in range(rounds + 1)][1:]
    return [a for a, _ in pairs], [b for _, b in pairs]


def ratio(one: list[float], other: list[float]) -> float:
    """Return the median of the pairs' ratios: both of a pair saw the machine in about the same state."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def run(*, short: bool) -> list[Row]:
    """Measure; the short form takes a few seconds."""
    cv2.setNumThreads(1)
    data = photo()
    named = Submitted(sha256=hashlib.sha256(data).hexdigest(), view=View.DIAL, size=len(data))
    rounds = 5 if short else 31

    def bare() -> None:
        simplejpeg.decode_jpeg(data, "RGB")

    prepared, decoded = paired(lambda: ours(data, named), bare, rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    slow, again = paired(lambda: straightforward(data), lambda: ours(data, named), 1 if short else 5)
    cut, whole = paired(lambda: crop(data, (0.35, 0.3, 0.65, 0.7), LONGEST), bare, rounds)
    return [
        Row("photo", len(data) / 1e6, "MB"),
        row(DECODE, decoded, "ms"),
        row("preprocess", prepared, "ms", ratio=ratio(prepared, decoded), against=DECODE, aim="at most 1.5"),
        row("Pillow, scikit-image", slow, "ms", ratio=ratio(slow, again), against="preprocess", aim="at least 6"),
        row("crop of 12 %, full resolution", cut, "ms", ratio=ratio(cut, whole), against=DECODE),
        Row("peak memory with preprocess", peak, "MB"),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    print(markdown("Preparing a photo of 12 megapixels", run(short=parser.parse_args().short)))


if __name__ == "__main__":
    main()
