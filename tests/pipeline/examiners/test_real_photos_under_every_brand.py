"""Each real dial claimed as a watch of every brand: never authentic, and contradicted where its own was read."""

from functools import cache
from pathlib import Path

import pytest

from models import catalogue
from models.catalogue import Brand
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examination, Examined
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Preparation
from models.vocabulary.verdict import Outcome, Verdict
from models.vocabulary.views import View
from pipeline.evaluation.accuracy.desk import Desk
from pipeline.examiners.registry import REGISTRY
from pipeline.photos import OpenedPhotos
from pipeline.stages.admit import admit
from pipeline.stages.score import score
from tests.support.desk import known

DATA = Path(__file__).resolve().parents[3] / "../shared/data"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real photos is not beside the repository"),
]

DIALS = {
    "cases/timex/dial.jpg": "Timex",
    "cases/casio/dial.jpg": "Casio",
    "more-photos/test-image-2.jpg": "Casio",
    "more-photos/test-image.jpg": "Casio",
}
EDITED = {"more-photos/test-image-2.jpg"}
"""Files that an image editor did write, as their metadata say."""
NO_ONE_WRIST_WATCH = (
    "cases/wall-clock/dial.jpg",
    "cases/several-watches/dial.jpg",
    "photos-several-watches/Tissot_BG1.JPG",
    "photos-several-watches/Tissot_BG3.JPG",
    "more-photos/IMG_0040.jpg",
)
OTHERS = ("dial", "reference", "integrity")
"""What they say does not depend on the claim where no reference set is pinned: they are asked once a photo."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("blobs"), None)


@cache
def brands() -> tuple[Brand, ...]:
    return catalogue.load().brands


def opened(desk: Desk, photo: str, claim: Claim) -> tuple[CaseFile, tuple[Preparation, ...], OpenedPhotos]:
    return desk.open(known({View.DIAL: (DATA / photo).read_bytes()}, claim, name=photo))


def asked(desk: Desk, names: tuple[str, ...], case: CaseFile, photos: OpenedPhotos) -> tuple[Examination, ...]:
    return tuple(REGISTRY[name].examine(case, photos, desk.knowledge) for name in names)


def verdicts(desk: Desk, photo: str, names: list[str]) -> dict[str, tuple[Verdict, list[Finding]]]:
    """Return the verdict and the findings under a claim of each brand."""
    found = {}
    others: tuple[Examination, ...] | None = None
    for name in names:
        case, preparations, photos = opened(desk, photo, Claim(brand=name))
        others = asked(desk, OTHERS, case, photos) if others is None else others
        answers = (*asked(desk, ("identity",), case, photos), *others)
        findings = [finding for each in answers if isinstance(each, Examined) for finding in each.findings]
        found[name] = score(case, preparations, admit(case, preparations), answers), findings
    return found


@pytest.mark.parametrize("photo", DIALS)
def test_a_real_dial_claimed_as_another_brand_is_never_authentic_and_contradicted(desk: Desk, photo: str) -> None:
    others = [brand.name for brand in brands() if brand.name != DIALS[photo]]
    assert len(others) >= 25
    for brand, (verdict, findings) in verdicts(desk, photo, others).items():
        assert verdict.outcome is not Outcome.AUTHENTIC, brand
        read = [each for each in findings if each.criterion == "brand_on_dial"]
        assert [each.bearing for each in read] == [Bearing.CONTRADICTS], brand


@pytest.mark.parametrize("photo", DIALS)
def test_a_real_dial_under_its_own_brand_has_its_brand_read_and_nothing_said_against_it(desk: Desk, photo: str) -> None:
    verdict, findings = verdicts(desk, photo, [DIALS[photo]])[DIALS[photo]]
    assert verdict.outcome in {Outcome.INCONCLUSIVE, Outcome.NEEDS_PHOTOS}
    assert [each.bearing for each in findings if each.criterion == "brand_on_dial"] == [Bearing.SUPPORTS]
    against = {(each.examiner, each.criterion) for each in findings if each.bearing is Bearing.CONTRADICTS}
    assert against <= ({("integrity", "photo_metadata")} if photo in EDITED else set())


@pytest.mark.parametrize("photo", NO_ONE_WRIST_WATCH)
def test_what_is_not_one_wrist_watch_is_never_answered(desk: Desk, photo: str) -> None:
    names = ["Omega", "Tissot", "TAG Heuer", "Casio", "Aldenmoor"]
    for brand, (verdict, _) in verdicts(desk, photo, names).items():
        assert verdict.outcome in {Outcome.INCONCLUSIVE, Outcome.NEEDS_PHOTOS}, brand
