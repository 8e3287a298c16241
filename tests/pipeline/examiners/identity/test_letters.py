import pytest

from pipeline.examiners.identity.letters import alike, depths, differing, distance, easily_taken


@pytest.mark.parametrize(
    ("one", "other"),
    [("R0LEX", "ROLEX"), ("TlMEX", "TIMEX"), ("IOYEAR", "10YEAR"), ("DATEJU5T", "datejust"), ("CARNING", "CAMING")],
)
def test_texts_that_the_eye_could_confuse_compare_as_equal(one: str, other: str) -> None:
    assert alike(one) == alike(other)


@pytest.mark.parametrize(("one", "other"), [("OMEGA", "OMECA"), ("TIDEWATCH", "TIDEVATCH"), ("ROLEX", "ROLEY")])
def test_texts_that_differ_to_the_eye_do_not(one: str, other: str) -> None:
    assert alike(one) != alike(other)


def test_two_swapped_letters_are_one_slip() -> None:
    assert distance("FEILDMASTER", "FIELDMASTER") == 1


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("WR-200M", {200}),
        ("660ft = 200m", {200}),
        ("2OO METERS", {200}),
        ("100M/330FT", {100}),
        ("20 BAR", set()),
        ("AUTOMATIC", set()),
        ("200 MADE", set()),
    ],
)
def test_depths_are_read_in_metres(text: str, metres: set[int]) -> None:
    assert depths(text) == metres


def test_the_places_where_two_numbers_differ_are_counted_from_one() -> None:
    assert differing("M 204.817", "M204917") == [(5, "8", "9")]
    assert differing("MO204", "M0204") == []
    assert differing("M2048", "M20481") == []


def test_characters_of_nearly_the_same_form_are_known_whichever_is_named_first() -> None:
    assert easily_taken("8", "3")
    assert easily_taken("3", "8")
    assert not easily_taken("2", "7")
