import io

from PIL import Image

from pipeline.certificate.pdf.pictures import ENOUGH, bounded


def _noise(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def _size(jpeg: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(jpeg)).size


def test_a_handful_of_pictures_stays_as_it_is() -> None:
    pictures = {"dial": b"not even decoded", "caseback": b"nor this"}
    assert bounded(pictures, whole="dial") == pictures


def test_too_many_are_made_small_but_the_one_that_is_shown_large() -> None:
    picture = _noise(2048, 1536)
    pictures = {f"other-{n}": picture for n in range(2, 5 + ENOUGH // len(picture))}
    fitted = bounded(pictures, whole="other-2")
    assert set(fitted) == set(pictures)
    assert fitted["other-2"] == picture
    assert _size(fitted["other-3"]) == (512, 384)


def test_no_picture_is_enlarged() -> None:
    tiny, large = _noise(300, 200), _noise(2048, 1536)
    fitted = bounded({"tiny": tiny, **{f"other-{n}": large for n in range(4)}}, whole=None)
    assert _size(fitted["tiny"]) == (300, 200)


def test_forty_pictures_are_together_no_larger_than_a_letter_can_carry() -> None:
    pictures = {f"other-{n}": _noise(2048, 1536) for n in range(40)}
    fitted = bounded(pictures, whole="other-1")
    assert sum(map(len, fitted.values())) < 6_000_000
