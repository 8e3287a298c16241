"""What is seen through a dial's window changes from day to day."""

from models.vocabulary.finding import Bearing
from pipeline.evaluation.render.collection import DEEPVANE
from pipeline.examiners.reference import form, panes
from pipeline.examiners.reference.compare import formed
from pipeline.examiners.reference.overlay import FINE, Overlay, lay
from tests.pipeline.examiners.reference.divers import library_of, opened, photographed


def on(day: int) -> Overlay:
    """A flawless diver on a day, over verified photos that show the same date."""
    dated = [DEEPVANE.model_copy(update={"date": each}) for each in (14, 14, 14, day)]
    known = library_of([photographed(nth, dated[nth]) for nth in range(3)], "Ostrelund", DEEPVANE)
    subject = photographed(3, dated[3])
    over = lay(subject[0], opened(subject), known)
    assert isinstance(over, Overlay)
    return over


def test_another_date_than_all_verified_photos_show_is_no_other_form() -> None:
    over = on(7)
    plain = form.compare(over.pixels, over.references, over.whole, over.part)
    assert plain is not None
    assert 100.0 * plain.missing > 53.0  # the date is what differs most
    assert formed(over).bearing is Bearing.SUPPORTS


def test_a_window_is_found_and_little_else_is_taken_for_one() -> None:
    over = on(7)
    share = panes.windows(over.references, over.frame.radius * FINE).sum() / over.whole.sum()
    assert 0.004 < share < 0.03
