"""Photos of drawn watches on cloth, each with a grain of its own: small, quick, and unlike each other to PDQ."""

import io
from functools import cache

import cv2
import numpy as np
from PIL import Image


@cache
def watch_photo(seed: int, *, width: int = 800, height: int = 640, quality: int = 92) -> bytes:
    """Return a JPEG. Another seed is another watch, another place and another grain."""
    random = np.random.default_rng(seed)
    coarse = random.normal(0, 30, (height // 40, width // 40)).astype(np.float32)
    ground = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    picture = np.clip(ground + random.uniform(70, 150, 3), 0, 255).astype(np.uint8)
    radius = int(height * random.uniform(0.28, 0.36))
    centre = (int(width * random.uniform(0.4, 0.6)), int(height * random.uniform(0.45, 0.55)))
    cv2.circle(picture, centre, int(radius * 1.2), (150, 150, 155), -1, cv2.LINE_AA)
    cv2.circle(picture, centre, radius, tuple(random.integers(10, 90, 3).tolist()), -1, cv2.LINE_AA)
    turn = random.uniform(0, 6)
    for hour in range(12):
        arm = np.array([np.sin(turn + hour * np.pi / 6), -np.cos(turn + hour * np.pi / 6)]) * radius
        ends = [tuple(int(v) for v in np.array(centre) + arm * share) for share in (0.75, 0.92)]
        cv2.line(picture, ends[0], ends[1], (225, 228, 220), radius // 25, cv2.LINE_AA)
    noisy = picture + random.normal(0, 4, picture.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=quality)
    return out.getvalue()
