import itertools

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Point
from models.vocabulary.views import Component
from pipeline.certificate.pdf.marks import marks
from pipeline.certificate.shapes import FindingShown, RegionShown

BADGE, ASPECT = 0.05, 0.75


def _finding(number: int, *corners: Point, photo: str = "dial") -> FindingShown:
    return FindingShown(
        number=number,
        examiner="vision",
        version="1",
        component=Component.DIAL,
        criterion="printing",
        observed="x",
        bearing=Bearing.SUPPORTS,
        strength=0.5,
        region=RegionShown(photo=photo, polygon=corners),
        sentence="x",
    )


SQUARE: tuple[Point, ...] = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))


def test_only_findings_on_this_photo_are_marked() -> None:
    drawn = marks("dial", ASPECT, [_finding(1, *SQUARE), _finding(2, *SQUARE, photo="caseback")], BADGE)
    assert [badge["number"] for badge in drawn["badges"]] == [1]
    assert drawn["outlines"][0]["points"] == [list(point) for point in SQUARE]


def test_a_number_stands_above_what_it_marks() -> None:
    badge = marks("dial", ASPECT, [_finding(1, *SQUARE)], BADGE)["badges"][0]
    assert badge["y"] * ASPECT <= 0.4 * ASPECT - BADGE / 2 + 1e-9


def test_numbers_stay_inside_the_picture() -> None:
    whole: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    corner: tuple[Point, ...] = ((0.99, 0.99), (1.0, 0.99), (1.0, 1.0))
    for badge in marks("dial", ASPECT, [_finding(1, *whole), _finding(2, *corner)], BADGE)["badges"]:
        assert BADGE / 2 <= badge["x"] <= 1 - BADGE / 2
        assert BADGE / 2 <= badge["y"] * ASPECT <= ASPECT - BADGE / 2


def test_numbers_of_findings_in_one_place_do_not_lie_on_one_another() -> None:
    drawn = marks("dial", ASPECT, [_finding(n, *SQUARE) for n in range(1, 26)], BADGE)["badges"]
    for one, other in itertools.combinations(drawn, 2):
        apart = abs(one["x"] - other["x"]), abs(one["y"] - other["y"]) * ASPECT
        assert max(apart) >= BADGE - 1e-9
