"""A rendered dial of another model against verified photos of a diver."""

import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Flaw, NoDial
from pipeline.evaluation.render.collection import REGATTEN
from pipeline.examiners.reference import another
from tests.pipeline.examiners.reference.divers import library, opened, photographed

CHRONOGRAPH = photographed(3, watch=REGATTEN)


def test_another_model_of_the_brand_does_not_look_like_the_claimed_one() -> None:
    (finding,) = another.look(CHRONOGRAPH[0], opened(CHRONOGRAPH), library())
    assert finding.bearing is Bearing.CONTRADICTS
    assert finding.strength <= 0.8
    assert "does not look like" in finding.sentence
    assert finding.region is not None


def test_the_same_model_is_never_another_even_where_nothing_was_laid_over_it() -> None:
    photo = photographed(3)
    assert another.look(photo[0], opened(photo), library()) == []


@pytest.mark.parametrize("flaw", [Flaw.BLURRED, Flaw.GLARE, Flaw.SMALL])
def test_a_poor_photo_says_nothing(flaw: Flaw) -> None:
    photo = CHRONOGRAPH[0].model_copy(update={"flaws": (flaw,)})
    assert another.look(photo, opened(CHRONOGRAPH), library()) == []


def test_without_an_outline_or_with_two_references_nothing_is_said() -> None:
    photo, data = CHRONOGRAPH
    blind = photo.model_copy(update={"dial": NoDial(reason="none", found=0)})
    assert another.look(blind, opened((blind, data)), library()) == []
    assert another.look(photo, opened(CHRONOGRAPH), library(2)) == []
