import io

from PIL import Image

from pipeline.certificate.pdf.pictures import MAX_BYTES, bounded


def _noise(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def _size(jpeg: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(jpeg)).size


def test_a_handful_of_pictures_stays_as_it_is() -> None:
    pictures = {"dial": b"not even decoded", "caseback": b"nor this"}
    assert bounded(pictures, whole="dial") == pictures


def test_too_many_are_halved_but_the_one_that_is_shown_large() -> None:
    picture = _noise(1501, 999)
    pictures = {f"other-{n}": picture for n in range(2, 3 + MAX_BYTES // len(picture))}
    fitted = bounded(pictures, whole="other-2")
    assert fitted["other-2"] == picture
    assert _size(fitted["other-3"]) == (751, 500)
    assert sum(map(len, fitted.values())) < MAX_BYTES
