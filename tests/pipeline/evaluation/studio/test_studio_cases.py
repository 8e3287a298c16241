import io
import re
from collections import Counter
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image

from models import catalogue
from models.catalogue import Plausibility
from models.scoring.labelled import Severity
from models.scoring.table import Domain
from models.vocabulary.views import Component, View
from pipeline.evaluation.render.cases import render
from pipeline.evaluation.render.collection import CALIBRATION, HELD_BACK
from pipeline.evaluation.render.watch import FLAWLESS
from pipeline.evaluation.studio.cases import SetName, Size, StudioCase, earlier_photos, photos, studio_set
from pipeline.evaluation.studio.pictures import Picture, draw
from pipeline.evaluation.studio.sampling import covered
from pipeline.evaluation.studio.severity import TABLE, Kind
from pipeline.imaging.geometry import unit_to_photo
from pipeline.imaging.hashes import pdq

WHOLE_PHOTO = {Kind.SCREEN_RECAPTURE, Kind.EDITED_PHOTO, Kind.BORROWED_PHOTO}
ON_THE_DIAL = [
    kind
    for kind in Kind
    if TABLE[kind].component in {Component.DIAL, Component.HANDS, Component.BEZEL} and kind is not Kind.OTHER_WATCH
]


@cache
def cases(name: SetName) -> tuple[StudioCase, ...]:
    return tuple(studio_set(name))


@cache
def small(name: SetName) -> tuple[StudioCase, ...]:
    return tuple(studio_set(name, size=Size.SMALL))


def of(kind: Kind, severity: Severity = Severity.SEVERE) -> list[StudioCase]:
    return [
        case for case in cases(SetName.HELD_BACK) if case.truth.defect == kind.value and case.truth.severity is severity
    ]


def views(case: StudioCase) -> dict[View, Picture]:
    return {each.view: each for each in case.pictures}


def honest(case: StudioCase) -> StudioCase:
    """The first case of the same specimen, which shows its shared photos."""
    return next(each for each in cases(SetName.HELD_BACK) if each.truth.watch == case.truth.watch)


def at_width(picture: Picture, width: int) -> Picture:
    camera = picture.shot.camera
    small = camera.model_copy(update={"width": width, "height": round(width * camera.height / camera.width)})
    return picture.model_copy(update={"shot": picture.shot.model_copy(update={"camera": small})})


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("name", SetName)
def test_each_set_has_its_counts_and_names_that_tell_nothing(name: SetName) -> None:
    counts = Counter(case.truth.severity for case in cases(name))
    half = 1 if name is SetName.HELD_BACK else 2
    assert counts[Severity.SEVERE] >= 400 / half
    assert counts[Severity.MODERATE] >= 150 / half
    assert counts[Severity.NONE] + counts[Severity.SLIGHT] >= 150 / half
    assert counts[Severity.SLIGHT] >= 40 / half
    assert len({case.name for case in cases(name)}) == len(cases(name))
    assert all(re.fullmatch(rf"{name}-\d{{4}}", case.name) for case in cases(name))


@pytest.mark.parametrize("name", SetName)
def test_every_kind_occurs_in_every_severity_that_it_has(name: SetName) -> None:
    seen = {(case.truth.defect, case.truth.severity) for case in cases(name) if case.truth.defect}
    graded = (Severity.SLIGHT, Severity.MODERATE, Severity.SEVERE)
    assert seen == {(kind.value, severity) for kind in Kind for severity in graded if TABLE[kind].of(severity)}


@pytest.mark.parametrize("name", SetName)
def test_sizes_lie_within_the_table_and_the_truth_follows_from_the_severity(name: SetName) -> None:
    for case in cases(name):
        assert case.truth.genuine == (case.truth.severity in {Severity.NONE, Severity.SLIGHT})
        assert case.truth.domain is Domain.RENDERED
        if case.truth.defect:
            row = TABLE[Kind(case.truth.defect)]
            sizes = row.of(case.truth.severity)
            assert sizes is not None
            assert sizes[0] <= case.size <= sizes[1]
            assert case.truth.component is row.component


def test_a_small_set_is_a_dozen_of_both_kinds() -> None:
    for name in SetName:
        assert 10 <= len(small(name)) <= 14
        assert {case.truth.genuine for case in small(name)} == {True, False}


def test_the_sets_share_no_reference_no_number_and_no_seed() -> None:
    one, other = cases(SetName.CALIBRATION), cases(SetName.HELD_BACK)
    assert {case.truth.reference for case in one} == {watch.reference for watch in CALIBRATION}
    assert {case.truth.reference for case in other} == {watch.reference for watch in HELD_BACK}
    for told in (seeds, serials, specimens):
        assert not told(one) & told(other)


def seeds(some: tuple[StudioCase, ...]) -> set[int]:
    return {picture.shot.seed for case in some for picture in case.pictures}


def serials(some: tuple[StudioCase, ...]) -> set[str | None]:
    return {case.claim.serial for case in some}


def specimens(some: tuple[StudioCase, ...]) -> set[str]:
    return {case.truth.watch for case in some}


def test_another_seed_gives_other_photos_of_the_same_references() -> None:
    other = tuple(studio_set(SetName.HELD_BACK, seed=1, size=Size.SMALL))
    assert [case.truth.defect for case in other] == [case.truth.defect for case in small(SetName.HELD_BACK)]
    assert not seeds(other) & seeds(small(SetName.HELD_BACK))


def test_the_same_seed_gives_the_same_cases_and_the_same_bytes() -> None:
    assert tuple(studio_set(SetName.HELD_BACK)) == cases(SetName.HELD_BACK)
    for kind in (Kind.MARKER_ANGLE, *WHOLE_PHOTO):
        picture = at_width(views(of(kind)[0])[View.DIAL], 320)
        assert draw(picture) == draw(picture)


def test_cases_of_a_specimen_share_the_photos_that_the_defect_does_not_touch() -> None:
    case = of(Kind.MARKER_ANGLE)[0]
    for view, picture in views(honest(case)).items():
        assert (views(case)[view] == picture) == (view not in {View.DIAL, View.OTHER})
    case = of(Kind.WRONG_SERIAL)[0]
    assert views(case)[View.DIAL] == views(honest(case))[View.DIAL]


def test_specimens_come_one_after_the_other() -> None:
    order = [case.truth.watch for case in cases(SetName.HELD_BACK)]
    changes = sum(one != other for one, other in pairwise(order))
    assert changes + 1 == len(set(order))


def test_a_third_of_the_specimens_is_photographed_open() -> None:
    opened = {case.truth.watch: View.MOVEMENT in views(honest(case)) for case in cases(SetName.HELD_BACK)}
    assert 0.3 <= sum(opened.values()) / len(opened) <= 0.4


@pytest.mark.parametrize("kind", ON_THE_DIAL)
def test_a_defect_of_the_watch_changes_its_part_of_the_picture_and_no_other(kind: Kind) -> None:
    for case in of(kind)[:2]:
        picture = at_width(views(case)[View.DIAL], 600)
        with_defect = render(picture.shot)
        without = render(picture.shot.model_copy(update={"defects": FLAWLESS}))
        changed = np.abs(with_defect.pixels.astype(int) - without.pixels).max(axis=2)
        assert with_defect.dial is not None
        there = inside(with_defect.dial, changed.shape)
        outside_share = changed[~there].sum() / changed.sum()
        assert changed.max() > 40
        assert outside_share > 0.9 if kind is Kind.REHAUT_FONT else outside_share < 0.1


def inside(dial, shape: tuple[int, ...]) -> np.ndarray:
    matrix = unit_to_photo(dial, (shape[1], shape[0]))
    turn = np.linspace(0, 2 * np.pi, 90)
    outline = np.column_stack([np.cos(turn), np.sin(turn), np.ones_like(turn)]) @ np.asarray(matrix).T
    mask = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(outline[:, :2]).astype(np.int32)], 1)
    return mask.astype(bool)


def test_a_defective_watch_lies_beside_the_code_as_well() -> None:
    asked = [case for case in cases(SetName.HELD_BACK) if case.challenge and case.challenge.code]
    assert asked
    for case in asked:
        if case.truth.defect in {Kind.SCREEN_RECAPTURE.value, Kind.BORROWED_PHOTO.value}:
            assert View.OTHER not in views(case)
        else:
            beside = views(case)[View.OTHER]
            assert beside.note[-1] == case.challenge.code
            assert beside.shot.defects == views(case)[View.DIAL].shot.defects


def test_hands_are_set_as_asked_by_who_has_the_watch() -> None:
    asked = [case for case in cases(SetName.HELD_BACK) if case.challenge]
    right = Counter()
    for case in asked:
        hour, minute, _ = views(case)[View.DIAL].shot.watch.time
        right[case.truth.defect, f"{hour:02d}:{minute:02d}" == case.challenge.time] += 1
    wrong = {defect for defect, obeyed in right if not obeyed}
    assert wrong == {Kind.SCREEN_RECAPTURE.value, Kind.BORROWED_PHOTO.value}
    assert right["", True] >= 30


def test_a_displaced_marker_is_never_under_a_hand() -> None:
    for kind in (Kind.MARKER_ANGLE, Kind.MARKER_RADIUS):
        for case in of(kind):
            shot = views(case)[View.DIAL].shot
            ((hour, _),) = shot.defects.shifted or shot.defects.pushed
            assert not covered(hour * 30.0, shot.watch.time)


def test_misspelt_words_differ_by_a_letter_and_other_words_are_another_models() -> None:
    for severity in (Severity.MODERATE, Severity.SEVERE):
        for case in of(Kind.MISSPELT, severity):
            shot = views(case)[View.DIAL].shot
            ((right, wrong),) = shot.defects.words
            assert (right in {shot.watch.brand, shot.watch.model}) == (severity is Severity.SEVERE)
            assert right != wrong
            assert abs(len(right) - len(wrong)) <= 1
        for case in of(Kind.WRONG_WORDING, severity):
            shot = views(case)[View.DIAL].shot
            ((right, wrong),) = shot.defects.words
            assert (right == shot.watch.model) == (severity is Severity.SEVERE)
            assert wrong not in (shot.watch.model, *shot.watch.wording)


def test_the_catalogue_has_nothing_against_an_honest_claim() -> None:
    known = catalogue.load()
    for case in cases(SetName.HELD_BACK) + cases(SetName.CALIBRATION):
        claim = case.claim
        if case.truth.defect != Kind.WRONG_SERIAL.value:
            judged = known.judge_serial(claim.brand, claim.serial, year=claim.year, reference=claim.reference)
            assert judged.plausibility is Plausibility.PLAUSIBLE
        assert known.judge_reference(claim.brand, claim.reference).plausibility is Plausibility.PLAUSIBLE
        judged = known.judge_calibre(claim.brand, claim.calibre, reference=claim.reference)
        assert judged.plausibility is Plausibility.PLAUSIBLE


def test_a_wrong_serial_contradicts_the_papers_or_the_catalogue() -> None:
    known, ways = catalogue.load(), Counter()
    for case in of(Kind.WRONG_SERIAL) + of(Kind.WRONG_SERIAL, Severity.MODERATE):
        back, papers = (views(case)[view].shot.watch.serial for view in (View.CASEBACK, View.PAPERS))
        claim = case.claim
        judged = known.judge_serial(claim.brand, claim.serial, year=claim.year, reference=claim.reference)
        implausible = judged.plausibility is Plausibility.IMPLAUSIBLE
        assert implausible != (back != papers)
        assert claim.serial == back
        ways[case.truth.severity, implausible] += 1
        if case.truth.severity is Severity.MODERATE:
            assert sum(one != other for one, other in zip(back, papers, strict=True)) == 1
    assert ways[Severity.SEVERE, True] >= 5
    assert ways[Severity.SEVERE, False] >= 5
    assert ways[Severity.MODERATE, True] == 0


def test_a_wrong_calibre_is_engraved_on_movement_and_case_back_alike() -> None:
    for case in of(Kind.WRONG_CALIBRE) + of(Kind.WRONG_CALIBRE, Severity.MODERATE):
        back, movement = (views(case)[view].shot.watch.calibre for view in (View.CASEBACK, View.MOVEMENT))
        assert back == movement != case.claim.calibre
        assert (back[:2] == case.claim.calibre[:2]) == (case.truth.severity is Severity.MODERATE)


def test_another_watch_of_the_brand_stands_for_the_claimed_one() -> None:
    for case in of(Kind.OTHER_WATCH):
        shown = views(case)[View.DIAL].shot.watch
        assert shown.brand.title() == case.claim.brand
        assert shown.reference != case.claim.reference


@pytest.mark.slow
def test_a_photo_borrowed_whole_is_found_among_the_earlier_ones_and_a_strangers_is_not() -> None:
    earlier = list(earlier_photos(SetName.HELD_BACK, size=Size.SMALL))
    assert len({photo.case for photo in earlier}) == len(earlier)
    borrowed = {case.truth.severity: case for case in small(SetName.HELD_BACK) if case.lender}
    assert set(borrowed) == {Severity.MODERATE, Severity.SEVERE}
    for severity, case in borrowed.items():
        dial = draw(views(case)[View.DIAL])
        near = [photo for photo in earlier if distance(dial, photo.data) <= 31]
        assert {photo.owner for photo in near} <= {case.lender.owner}
        assert len(near) == 1 or severity is Severity.MODERATE
        assert case.owner != case.lender.owner


def distance(one: bytes, other: bytes) -> int:
    first, second = (int(pdq(decoded(data)).pdq, 16) for data in (one, other))
    return (first ^ second).bit_count()


@pytest.mark.slow
def test_photos_are_drawn_as_owners_hand_them_in() -> None:
    case = next(case for case in small(SetName.CALIBRATION) if case.truth.defect == Kind.SCREEN_RECAPTURE.value)
    drawn = photos(case)
    assert [(view, ordinal) for view, ordinal, _ in drawn] == [(each.view, 1) for each in case.pictures]
    assert photos(case) == drawn
    for _, _, data in drawn:
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.format == "JPEG"
            assert 1000 < max(picture.size) <= 1800
