import json
from html.parser import HTMLParser

import pytest

from models.scoring import tables
from models.scoring.curve import Curve, Knot
from models.scoring.fit.build import fit
from models.scoring.fit.fitted import Fitted
from models.scoring.table import Costs, Domain
from pipeline.calibration import picture, report
from tests.support.labelled import labelled

COSTS = Costs(false_authentic=100, false_counterfeit=100, abstention=1, reason="because it is tried here")


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return fit(labelled(10), tables.current(Domain.REAL), COSTS, "tried", 1, lambda *_: None)


def test_the_page_begins_with_what_it_cannot_show(fitted: Fitted) -> None:
    page = report.page(fitted)
    assert page.index("Rendered watches are not counterfeits") < page.index("60 cases of 10 watches")
    assert "this table confirms no watch" in page


def test_the_page_shows_dependence_cost_samples_and_a_curve_for_each_criterion(fitted: Fitted) -> None:
    page = report.page(fitted)
    for said in (
        "everything added plainly",
        "strongest finding of each component",
        "minimum Cllr",
        "others confirmed",
        "Not fitted",
    ):
        assert said in page
    assert page.count("<svg") == len(fitted.rows) == 4
    assert "Genuine contradicted" in page


def test_the_page_is_well_formed_and_loads_nothing(fitted: Fitted) -> None:
    page = report.page(fitted)
    HTMLParser().feed(page)
    assert "http" not in page
    assert "<script" not in page


def test_programs_read_the_same(fitted: Fitted) -> None:
    figures = json.loads(report.figures(fitted))
    assert figures["table"] == "tried 1"
    assert figures["whole"]["after"] == pytest.approx(fitted.whole.after)
    assert {(row["examiner"], row["criterion"]) for row in figures["rows"]} == {
        (each.row.examiner, each.row.criterion) for each in fitted.rows
    }
    assert figures["cannot_show"] == report.cannot_show(fitted)


def test_a_curve_beyond_the_picture_is_drawn_on_its_edge() -> None:
    far = Curve(method="by hand", knots=(Knot(signed=-1.0, log10_lr=-3.0, low=-6.0, high=-2.5),))
    edge = Curve(method="by hand", knots=(Knot(signed=-1.0, log10_lr=-2.0, low=-2.0, high=-2.0),))
    assert picture.curve(far, "a & b") == picture.curve(edge, "a & b")
    assert "a &amp; b" in picture.curve(far, "a & b")
