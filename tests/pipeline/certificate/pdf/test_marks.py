import itertools

import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Point
from models.vocabulary.views import Component
from pipeline.certificate.pdf.marks import marks
from pipeline.certificate.shapes import FindingShown, RegionShown

BADGE, ASPECT = 0.05, 0.75


def _finding(number: int, *corners: Point, photo: str = "dial", bearing: Bearing = Bearing.SUPPORTS) -> FindingShown:
    return FindingShown(
        number=number,
        examiner="vision",
        version="1",
        component=Component.DIAL,
        criterion="printing",
        observed="x",
        bearing=bearing,
        strength=0.5,
        region=RegionShown(photo=photo, polygon=corners),
        sentence="x",
    )


def _box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _places(findings: list[FindingShown]) -> list[tuple[float, float, float, float]]:
    """Return the badges as boxes, in widths of the picture."""
    drawn = marks("dial", ASPECT, findings, BADGE)["badges"]
    return [(b["x"], b["y"] * ASPECT, b["x"] + b["width"], b["y"] * ASPECT + BADGE) for b in drawn]


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    return min(wide, min(one[3], other[3]) - max(one[1], other[1])) > 1e-9


SQUARE: tuple[Point, ...] = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))


def test_only_findings_on_this_photo_are_marked() -> None:
    drawn = marks("dial", ASPECT, [_finding(1, *SQUARE), _finding(2, *SQUARE, photo="caseback")], BADGE)
    assert [badge["text"] for badge in drawn["badges"]] == ["1"]
    assert drawn["outlines"][0]["points"] == [list(point) for point in SQUARE]


@pytest.mark.parametrize(
    ("numbers", "text"), [((7,), "7"), ((4, 9), "4, 9"), ((19, 20, 21), "19\u201321"), ((4, 8, 9), "4, 8\u20139")]
)
def test_findings_on_the_same_region_share_a_badge(numbers: tuple[int, ...], text: str) -> None:
    drawn = marks("dial", ASPECT, [_finding(number, *SQUARE) for number in numbers], BADGE)
    assert [badge["text"] for badge in drawn["badges"]] == [text]
    assert len(drawn["outlines"]) == 1


def test_what_speaks_for_and_against_does_not_share_a_badge() -> None:
    both = [_finding(1, *SQUARE), _finding(2, *SQUARE, bearing=Bearing.CONTRADICTS)]
    drawn = marks("dial", ASPECT, both, BADGE)["badges"]
    assert [(badge["text"], badge["bearing"]) for badge in drawn] == [("1", "supports"), ("2", "contradicts")]


def test_the_number_of_a_line_of_text_hides_no_line() -> None:
    lines = [_box(0.4, 0.40, 0.6, 0.44), _box(0.42, 0.45, 0.58, 0.48), _box(0.4, 0.49, 0.6, 0.53)]
    places = _places([_finding(number, *line) for number, line in enumerate(lines, start=1)])
    bounds = [(left, top * ASPECT, right, bottom * ASPECT) for (left, top), _, (right, bottom), _ in lines]
    assert not [1 for place in places for line in bounds if _overlap(place, line)]


def test_the_number_of_a_larger_region_stands_above_it() -> None:
    left, _, _, bottom = _places([_finding(1, *_box(0.25, 0.25, 0.75, 0.75))])[0]
    assert left == pytest.approx(0.25)
    assert bottom == pytest.approx(0.25 * ASPECT)


def test_numbers_stay_inside_the_picture() -> None:
    whole: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    corner: tuple[Point, ...] = ((0.99, 0.99), (1.0, 0.99), (1.0, 1.0))
    findings = [_finding(1, *whole), *(_finding(n, *corner) for n in range(2, 60, 2))]
    for left, top, right, bottom in _places(findings):
        assert -1e-9 <= left < right <= 1 + 1e-9
        assert -1e-9 <= top < bottom <= ASPECT + 1e-9


def test_numbers_do_not_lie_on_one_another() -> None:
    findings = [_finding(n, *_box(0.4, 0.4, 0.6 + n / 1000, 0.6)) for n in range(1, 26)]
    assert not [pair for pair in itertools.combinations(_places(findings), 2) if _overlap(*pair)]
