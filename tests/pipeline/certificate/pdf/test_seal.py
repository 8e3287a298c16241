import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from pipeline.certificate.pdf import seal

DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_two_certificates_have_two_seals_and_one_always_the_same() -> None:
    one, other = ("ab" * 32, "cd" * 32)
    assert seal.svg(one, ink="#fff", ground="#000") == seal.svg(one, ink="#fff", ground="#000")
    assert seal.svg(one, ink="#fff", ground="#000") != seal.svg(other, ink="#fff", ground="#000")


@given(DIGESTS)
def test_every_seal_is_well_formed_stays_within_its_rim_and_leaves_its_middle_free(digest: str) -> None:
    drawing = ET.fromstring(seal.svg(digest, ink="#fff", ground="#000"))  # noqa: S314 - written by us, just now
    disc, *lines = drawing.iter("{http://www.w3.org/2000/svg}path")
    assert disc.get("fill") == "#000"
    radii = [abs(complex(*map(float, place.split())) - (500 + 500j)) for line in lines for place in _places(line)]
    assert min(radii) > 285
    assert max(radii) < 475


def _places(path: ET.Element) -> list[str]:
    return path.attrib["d"].removeprefix("M").removesuffix("Z").split("L")
