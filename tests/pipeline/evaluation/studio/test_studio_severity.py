import pytest

from models.scoring.labelled import Severity
from pipeline.evaluation.studio.severity import TABLE, Kind, is_genuine

PLACES = (
    Kind.MARKER_ANGLE,
    Kind.MARKER_RADIUS,
    Kind.RING_OFFSET,
    Kind.SUBDIAL_OFFSET,
    Kind.LOGO_OFFSET,
    Kind.DATE_OFFSET,
)
MATTERS_OF_DEGREE = [kind for kind in Kind if TABLE[kind].slight is not None and kind is not Kind.EDITED_PHOTO]


def test_every_kind_has_its_row_and_there_are_enough_of_them() -> None:
    assert set(TABLE) == set(Kind)
    assert len(Kind) >= 14


@pytest.mark.parametrize("kind", PLACES)
def test_places_follow_the_committed_scale(kind: Kind) -> None:
    row = TABLE[kind]
    assert row.slight is not None
    assert row.moderate is not None
    assert row.slight[1] < 0.7
    assert row.moderate[0] == 1.5
    assert row.severe[0] == 3.0


@pytest.mark.parametrize("kind", MATTERS_OF_DEGREE)
def test_a_severer_defect_is_larger_and_no_two_severities_meet(kind: Kind) -> None:
    row = TABLE[kind]
    assert row.slight is not None
    assert row.moderate is not None
    assert row.slight[0] < row.slight[1] < row.moderate[0] < row.moderate[1] < row.severe[0] < row.severe[1]


def test_what_is_slight_counts_as_genuine_and_what_is_moderate_does_not() -> None:
    assert [severity for severity in Severity if is_genuine(severity)] == [Severity.NONE, Severity.SLIGHT]


def test_a_row_knows_its_severities() -> None:
    row = TABLE[Kind.HAND_SHAPE]
    assert row.of(Severity.SEVERE) == row.severe
    assert row.of(Severity.MODERATE) is None
    assert row.of(Severity.NONE) is None
