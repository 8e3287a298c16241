"""Experts' decisions become findings: what one says, what two agree on, what they dispute, and what is not known."""

import pytest

from models import catalogue
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examination, Examined, Unavailable
from models.vocabulary.finding import Bearing
from models.vocabulary.review import MAX_REMARK, ReviewSet
from models.vocabulary.views import Component, Profile, View
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.expert import EXAMINER
from tests.support.identity import Silent
from tests.support.reviews import decision, review_set
from tests.support.watch_case import CLAIM, case_file, prepared

DIGEST = "d" * 64
PHOTOS = (prepared(View.DIAL), prepared(View.CASEBACK))
SQUARE = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2))
DIAL = Component.DIAL


class Prepared:
    """Photos that nobody opens."""

    all = PHOTOS


def ask(reviews: ReviewSet | None, *, claim: Claim = CLAIM, profile: Profile = Profile.WATCH) -> Examination:
    case = case_file(PHOTOS, claim=claim, profile=profile).model_copy(update={"knowledge": {"reviews": DIGEST}})
    knowledge = Knowledge(catalogue.load(), Silent(), reviews={DIGEST: reviews}.get)
    return EXAMINER.examine(case, Prepared(), knowledge)  # type: ignore[arg-type]


def told(reviews: ReviewSet, **more: object) -> Examined:
    found = ask(reviews, **more)  # type: ignore[arg-type]
    assert isinstance(found, Examined)
    return found


def bearings(found: Examined, component: Component = DIAL) -> list[tuple[str, str]]:
    told = [each for each in found.findings if each.component is component and each.criterion != "overall"]
    return [(each.criterion, each.bearing.value) for each in told]


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (("genuine",), [("genuineness", "supports")]),
        (("not_genuine",), [("genuineness", "contradicts")]),
        (("cannot_tell",), [("genuineness", "unreadable")]),
        (("genuine", "genuine"), [("genuineness", "supports")] * 2),
        (("not_genuine", "not_genuine"), [("genuineness", "contradicts")] * 2),
        (("genuine", "not_genuine"), [("disputed", "unreadable")] * 2),
        (("genuine", "cannot_tell"), [("genuineness", "supports"), ("genuineness", "unreadable")]),
    ],
)
def test_each_decision_is_a_finding_and_a_disputed_component_is_not_known(
    says: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert bearings(told(review_set(*({DIAL: each} for each in says)))) == expected


def test_people_read_who_decided_what_and_why_and_never_a_name() -> None:
    one = told(review_set({DIAL: "not_genuine"}))
    assert [each.sentence for each in one.findings] == [
        "An expert looked at the photos: Seen whole.",
        "An expert judges the dial not genuine: The dial looks so.",
    ]
    two = told(review_set({DIAL: "not_genuine"}, {DIAL: "genuine"}))
    assert two.findings[2].sentence == (
        "The first expert judges the dial not genuine, and the other does not: The dial looks so."
    )
    assert "a" * 64 not in two.model_dump_json()


def test_what_no_expert_decided_is_named() -> None:
    missing = {
        each.what: each.why for each in told(review_set({DIAL: "genuine", Component.CASE: "cannot_tell"})).not_examined
    }
    assert DIAL not in missing
    assert missing["case"].startswith("an expert cannot tell from the photos about the case")
    assert missing["crown"] == "no expert decided about this"


@pytest.mark.parametrize(
    ("reviews", "why"),
    [
        (None, "no reviews"),
        (review_set({DIAL: "genuine"}, wanted=2), "reviews incomplete"),
    ],
)
def test_what_is_not_known_is_unavailable_and_never_a_finding(reviews: ReviewSet | None, why: str) -> None:
    found = ask(reviews)
    assert isinstance(found, Unavailable)
    assert (found.why, found.passing, found.patient) == (why, True, False)


def marked(photo: str) -> ReviewSet:
    said = review_set({DIAL: "genuine"})
    place = decision(DIAL, photo=photo, region=SQUARE)
    return ReviewSet(reviews=(said.reviews[0].model_copy(update={"decisions": (place,)}),))


def test_a_marked_place_lies_on_the_photo_that_was_named() -> None:
    region = told(marked("dial")).findings[1].region
    assert region is not None
    assert (region.photo, region.polygon) == (PHOTOS[0].photo.sha256, SQUARE)


def test_reviews_of_photos_that_the_case_does_not_have_are_of_another_case() -> None:
    assert isinstance(ask(marked("movement")), Unavailable)


def test_a_serial_number_and_an_address_in_a_reason_are_hidden() -> None:
    reason = f"Serial {CLAIM.serial}, ask ada@example.org"
    said = review_set({DIAL: "genuine"}).reviews[0].model_copy(update={"decisions": (decision(DIAL, reason=reason),)})
    sentence = told(ReviewSet(reviews=(said,))).findings[1].sentence
    assert str(CLAIM.serial) not in sentence
    assert "ada" not in sentence


@pytest.mark.parametrize("component", Component)
def test_the_longest_reason_fits_into_a_finding(component: Component) -> None:
    long = tuple(decision(component, says, reason="x" * MAX_REMARK) for says in ("genuine", "not_genuine"))
    first, second = review_set({component: "genuine"}, {component: "not_genuine"}).reviews
    pair = (first.model_copy(update={"decisions": long[:1]}), second.model_copy(update={"decisions": long[1:]}))
    assert all(len(each.sentence) <= 500 for each in told(ReviewSet(reviews=pair)).findings)


def test_of_a_part_all_that_is_said_is_about_the_part() -> None:
    part = told(review_set({DIAL: "genuine"}), claim=Claim(brand="Omega", part=DIAL), profile=Profile.PART)
    assert {each.component for each in part.findings} == {DIAL}
    assert part.findings[0].bearing is Bearing.NEUTRAL
    assert part.not_examined == ()
