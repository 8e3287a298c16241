"""Real photos of real watches: what is read on them, and that nothing false is claimed about them."""

from functools import cache
from pathlib import Path

import pytest

from models.catalogue import Brand, load
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse, NoDial
from models.vocabulary.views import View
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.judge_names import DIAL, judge_brand
from pipeline.examiners.identity.judge_wording import judge_spelling
from pipeline.examiners.identity.looking import look
from pipeline.examiners.identity.reading import Place, Reading
from pipeline.examiners.identity.second_look import Glimpses, SecondLook, second_look
from tests.support.identity import ask
from tests.support.photos import PhotosInMemory

DATA = Path(__file__).resolve().parents[4] / "../shared/data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real photos is not beside the repository")

SEVERAL = NoDial(reason="several", found=3)
NOTHING_ROUND = NoDial(reason="none", found=0)


def round_dial(x: float, y: float, radius: float) -> Ellipse:
    """Outlines measured by hand: centre in fractions, radius in fractions of the longer side."""
    return Ellipse(centre=(x, y), axes=(radius, radius * 0.97), angle=90.0, support=0.8)


TIMEX = ("cases/timex/dial.jpg", round_dial(0.472, 0.495, 0.421), "Timex")
CASIO = ("cases/casio/dial.jpg", round_dial(0.367, 0.516, 0.116), "Casio")
CASIO_NEAR = ("more-photos/test-image-2.jpg", round_dial(0.47, 0.513, 0.41), "Casio")
CASIO_FAR = ("more-photos/test-image.jpg", NOTHING_ROUND, "Casio")
TISSOTS = ("photos-several-watches/Tissot_BG1.JPG", SEVERAL, "Tissot")
TISSOTS_ASKEW = ("photos-several-watches/Tissot_BG3.JPG", SEVERAL, "Tissot")
TAGS = ("cases/several-watches/dial.jpg", SEVERAL, "TAG Heuer")
CLOCK = ("cases/wall-clock/dial.jpg", NOTHING_ROUND, "")
TWO_WATCHES = ("more-photos/IMG_0040.jpg", NOTHING_ROUND, "")

BRANDED = [TIMEX, CASIO, CASIO_NEAR, CASIO_FAR, TISSOTS, TISSOTS_ASKEW]
ALL = [*BRANDED, TAGS, CLOCK, TWO_WATCHES]

Photo = tuple[str, Ellipse | NoDial, str]


def photographed(photo: Photo) -> PhotosInMemory:
    photos = PhotosInMemory()
    photos.add((DATA / photo[0]).read_bytes(), View.DIAL, dial=photo[1])
    return photos


@pytest.mark.parametrize("photo", BRANDED, ids=lambda photo: photo[0])
def test_the_brand_is_read_from_the_dial(photo: Photo) -> None:
    finding = ask(photographed(photo), Claim(brand=photo[2])).one("brand_on_dial")

    assert finding.bearing is Bearing.SUPPORTS
    assert finding.strength > 0.9
    assert finding.region is not None


def test_the_region_lies_on_the_word() -> None:
    region = ask(photographed(TIMEX), Claim(brand="Timex")).one("brand_on_dial").region

    assert region is not None
    xs, ys = zip(*region.polygon, strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == pytest.approx((0.38, 0.555, 0.29, 0.355), abs=0.015)


def test_a_timex_claimed_as_a_rolex_is_contradicted_by_name() -> None:
    claim = Claim(brand="Rolex", model="Submariner", reference="124060")
    finding = ask(photographed(TIMEX), claim).one("brand_on_dial")

    assert finding.bearing is Bearing.CONTRADICTS
    assert "TIMEX" in finding.sentence
    assert "Rolex" in finding.sentence


@cache
def reading(photo: Photo) -> tuple[Reading, SecondLook]:
    """Read a photo once for all claims that are tried on it."""
    photos, seen = photographed(photo), dict[object, Glimpses]()
    again = second_look(photos)

    def remembered(place: Place) -> Glimpses:
        key = (place.seen, place.band.box)
        seen[key] = seen.get(key) or again(place)
        return seen[key]

    return look(photos, photos.all[0]), remembered


def claims(brand: Brand) -> list[Claim]:
    return [Claim(brand=brand.name), *(Claim(brand=brand.name, model=model.name) for model in brand.models)]


@pytest.mark.parametrize("photo", ALL, ids=lambda photo: photo[0])
def test_no_real_dial_is_called_misspelt_whatever_is_claimed(photo: Photo) -> None:
    read, again = reading(photo)
    for claim in (claim for brand in load().brands for claim in claims(brand)):
        told = judge_spelling([read], Expected(claim, load()), again)
        assert all(each.bearing is Bearing.UNREADABLE for each in told), claim


@pytest.mark.parametrize("photo", ALL, ids=lambda photo: photo[0])
def test_a_dial_claimed_as_another_brand_never_supports_and_is_contradicted_where_its_own_was_read(
    photo: Photo,
) -> None:
    read, again = reading(photo)
    for brand in load().brands:
        if brand.name == photo[2]:
            continue
        bearing = judge_brand(DIAL, [read], Expected(Claim(brand=brand.name), load()), again).bearing
        if photo in BRANDED:
            assert bearing is Bearing.CONTRADICTS, brand.name
        else:
            assert bearing in {Bearing.NEUTRAL, Bearing.UNREADABLE}, brand.name


@pytest.mark.parametrize("photo", [TISSOTS, TISSOTS_ASKEW, TAGS], ids=lambda photo: photo[0])
def test_several_watches_in_a_frame_are_noted(photo: Photo) -> None:
    finding = ask(photographed(photo), Claim(brand=photo[2])).one("one_watch")

    assert finding.bearing in {Bearing.CONTRADICTS, Bearing.NEUTRAL}
    assert "which" in finding.sentence.lower()


def test_a_wall_clock_supports_no_brand() -> None:
    finding = ask(photographed(CLOCK), Claim(brand="Omega", model="Constellation")).one("brand_on_dial")

    assert finding.bearing is Bearing.NEUTRAL
