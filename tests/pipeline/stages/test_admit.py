import pytest

from models.profiles import requirements
from models.vocabulary.admission import Admitted, NeedsPhotos
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Flaw, Preparation, Rejection
from models.vocabulary.views import Component, Profile, View
from pipeline.stages.admit import admit, several_dials, shown
from tests.support.watch_case import CLAIM, case_file, prepared, rejected

NEEDS = requirements(Profile.WATCH, CLAIM)


def admitted(*photos: Preparation) -> Admitted:
    admission = admit(case_file(photos), photos)
    assert isinstance(admission, Admitted)
    return admission


def refused(*photos: Preparation) -> NeedsPhotos:
    admission = admit(case_file(photos), photos)
    assert isinstance(admission, NeedsPhotos)
    return admission


def gap(admission: Admitted, view: View) -> str | None:
    return next((wanted.why for wanted in admission.gaps if wanted.view is view), None)


def test_every_wanted_photo_leaves_no_gap() -> None:
    views = (View.DIAL, View.CASEBACK, View.MOVEMENT, View.PAPERS, View.CROWN, View.CLASP, View.SERIAL)
    assert admitted(*(prepared(view) for view in views)).gaps == ()


@pytest.mark.parametrize(
    ("photos", "told"),
    [
        ((), "no photo of the dial was submitted"),
        ((prepared(View.CASEBACK),), "no photo of the dial was submitted"),
        ((rejected(View.DIAL, Rejection.TRUNCATED),), "ends before the picture does"),
        ((prepared(View.DIAL, Flaw.BLURRED),), "the photo of the dial is not sharp"),
        ((prepared(View.DIAL, Flaw.TOO_DARK),), "too dark"),
        ((prepared(View.DIAL, Flaw.TOO_LIGHT),), "too bright"),
        ((prepared(View.DIAL, Flaw.GLARE, Flaw.BLURRED),), "not sharp"),
        ((rejected(View.DIAL), prepared(View.DIAL, Flaw.BLURRED, ordinal=2)), "photo 2 of the dial is not sharp"),
    ],
)
def test_without_a_usable_dial_nothing_is_examined(photos: tuple[Preparation, ...], told: str) -> None:
    first = refused(*photos).wanted[0]
    assert first.view is View.DIAL
    assert told in first.why


@pytest.mark.parametrize("flaw", [Flaw.GLARE, Flaw.SMALL, Flaw.NO_DIAL, Flaw.SEVERAL_DIALS])
def test_a_flaw_that_leaves_something_to_see_is_a_gap(flaw: Flaw) -> None:
    assert gap(admitted(prepared(View.DIAL, flaw)), View.DIAL) is not None


@pytest.mark.parametrize("other", [rejected(View.DIAL), prepared(View.DIAL, Flaw.BLURRED)])
def test_one_good_photo_of_the_dial_is_enough(other: Preparation) -> None:
    admission = admitted(other, prepared(View.DIAL, ordinal=2))
    assert gap(admission, View.DIAL) is None


@pytest.mark.parametrize("flaw", [Flaw.BLURRED, Flaw.TOO_LIGHT])
def test_a_flawed_photo_of_a_further_view_is_a_gap_and_still_counts(flaw: Flaw) -> None:
    photos = (prepared(View.DIAL), prepared(View.PAPERS, flaw))
    assert "the photo of the papers is" in (gap(admitted(*photos), View.PAPERS) or "")
    assert Component.PAPERS in shown(photos, NEEDS)


@pytest.mark.parametrize("flaw", [Flaw.NO_DIAL, Flaw.SEVERAL_DIALS, Flaw.SMALL, Flaw.GLARE])
def test_a_case_back_needs_no_dial(flaw: Flaw) -> None:
    assert gap(admitted(prepared(View.DIAL), prepared(View.CASEBACK, flaw)), View.CASEBACK) is None


def test_a_rejected_photo_of_a_further_view_is_a_gap_with_its_reason() -> None:
    why = gap(admitted(prepared(View.DIAL), rejected(View.CASEBACK, Rejection.EMPTY)), View.CASEBACK)
    assert why is not None
    assert why == "the photo of the case back cannot be used: the file is empty"


@pytest.mark.parametrize(
    ("photos", "remedy"),
    [
        ((), "Photograph the dial straight from the front"),
        ((prepared(View.DIAL, Flaw.BLURRED),), "Photograph the dial again: hold the camera still"),
        ((rejected(View.DIAL, Rejection.TRUNCATED),), "Send the photo of the dial again: copy it from the camera"),
    ],
)
def test_what_to_do_is_said_apart_from_what_is_wrong(photos: tuple[Preparation, ...], remedy: str) -> None:
    first = refused(*photos).wanted[0]
    assert first.advice.startswith(remedy)
    assert first.advice.endswith(".")
    assert not first.why.endswith(".")
    assert remedy not in first.why


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        (prepared(View.DIAL, content="a"), prepared(View.CASEBACK, content="a")),
        (prepared(View.DIAL, pixels="a"), prepared(View.CASEBACK, pixels="a")),
    ],
    ids=["same bytes", "same pixels"],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_same_picture_under_two_views_is_counted_once(original: Preparation, copy: Preparation, order: int) -> None:
    photos = (original, copy)[::order]
    why = gap(admitted(*photos), View.CASEBACK)
    assert why is not None
    assert "same picture as the photo of the dial" in why
    assert Component.CASEBACK not in shown(photos, NEEDS)


def test_the_same_picture_twice_under_one_view_is_no_gap() -> None:
    assert (
        gap(admitted(prepared(View.DIAL, content="a"), prepared(View.DIAL, ordinal=2, content="a")), View.DIAL) is None
    )


def test_a_copy_beside_a_picture_of_its_own_leaves_no_gap() -> None:
    photos = (
        prepared(View.DIAL, content="a"),
        prepared(View.CASEBACK, content="a"),
        prepared(View.CASEBACK, ordinal=2),
    )
    assert gap(admitted(*photos), View.CASEBACK) is None


def test_a_blurred_dial_shows_nothing_that_counts() -> None:
    assert shown((prepared(View.DIAL, Flaw.BLURRED),), NEEDS) == frozenset()


def _part(part: Component, *photos: Preparation) -> tuple[CaseFile, tuple[Preparation, ...]]:
    return case_file(photos, profile=Profile.PART, claim=Claim(brand="Aldenmoor", part=part)), photos


@pytest.mark.parametrize(
    ("part", "view", "admits"),
    [
        (Component.MOVEMENT, View.MOVEMENT, True),
        (Component.MOVEMENT, View.DIAL, False),
        (Component.HANDS, View.HANDS, True),
        (Component.HANDS, View.DIAL, True),
        (Component.CASE, View.OTHER, True),
        (Component.CLASP, View.BRACELET, False),
    ],
)
def test_a_part_needs_a_photo_that_shows_it(part: Component, view: View, *, admits: bool) -> None:
    assert isinstance(admit(*_part(part, prepared(view))), Admitted) is admits


def test_a_part_that_is_missing_is_asked_for_by_name() -> None:
    admission = admit(*_part(Component.MOVEMENT))
    assert isinstance(admission, NeedsPhotos)
    assert admission.wanted[0].view is View.MOVEMENT
    assert "movement" in admission.wanted[0].why


LOOSE = [
    (Component.HANDS, View.HANDS),
    (Component.CROWN, View.CROWN),
    (Component.BEZEL, View.BEZEL),
    (Component.CASE, View.OTHER),
    (Component.CASEBACK, View.CASEBACK),
    (Component.MOVEMENT, View.MOVEMENT),
    (Component.BRACELET, View.BRACELET),
    (Component.CLASP, View.CLASP),
]
"""Parts with a view that shows no dial."""


@pytest.mark.parametrize(("part", "view"), LOOSE)
@pytest.mark.parametrize("flaw", [Flaw.NO_DIAL, Flaw.SEVERAL_DIALS, Flaw.GLARE, Flaw.SMALL])
def test_a_part_that_is_no_dial_needs_none(part: Component, view: View, flaw: Flaw) -> None:
    admission = admit(*_part(part, prepared(view, flaw)))
    assert isinstance(admission, Admitted)
    assert gap(admission, view) is None


@pytest.mark.parametrize(("part", "view"), LOOSE)
@pytest.mark.parametrize("flaw", [Flaw.TOO_LIGHT, Flaw.TOO_DARK, Flaw.BLURRED])
def test_one_flaw_of_light_or_focus_does_not_turn_a_part_away(part: Component, view: View, flaw: Flaw) -> None:
    admission = admit(*_part(part, prepared(view, flaw)))
    assert isinstance(admission, Admitted)
    assert gap(admission, view) is not None


@pytest.mark.parametrize(("part", "view"), LOOSE)
def test_a_black_or_white_photo_shows_no_part(part: Component, view: View) -> None:
    for light in (Flaw.TOO_DARK, Flaw.TOO_LIGHT):
        assert isinstance(admit(*_part(part, prepared(view, light, Flaw.BLURRED))), NeedsPhotos)


def test_a_dial_that_is_examined_alone_is_judged_as_a_watch_s() -> None:
    assert isinstance(admit(*_part(Component.DIAL, prepared(View.DIAL, Flaw.BLURRED))), NeedsPhotos)
    admission = admit(*_part(Component.DIAL, prepared(View.DIAL, Flaw.SMALL)))
    assert isinstance(admission, Admitted)
    assert gap(admission, View.DIAL) == "the photo of the dial shows the dial too small"


@pytest.mark.parametrize(
    ("part", "view", "several"),
    [
        (Component.DIAL, View.DIAL, True),
        (Component.HANDS, View.DIAL, True),
        (Component.MOVEMENT, View.MOVEMENT, False),
        (Component.HANDS, View.HANDS, False),
    ],
)
def test_the_wheels_of_a_movement_are_not_several_dials(part: Component, view: View, *, several: bool) -> None:
    case, photos = _part(part, prepared(view, Flaw.SEVERAL_DIALS))
    assert several_dials(photos, requirements(Profile.PART, case.claim)) is several


@pytest.mark.parametrize("part", [part for part, _ in LOOSE] + [Component.DIAL])
def test_without_a_photo_a_part_is_asked_for_with_its_own_advice(part: Component) -> None:
    case, photos = _part(part)
    admission = admit(case, photos)
    assert isinstance(admission, NeedsPhotos)
    assert admission.wanted[0].advice == f"P{requirements(Profile.PART, case.claim).main[0].why[1:]}."
    assert all("watch" not in wanted.why for wanted in admission.wanted)
