from collections.abc import Sequence

import pytest

from models.vocabulary.admission import Admitted, NeedsPhotos, Wanted
from models.vocabulary.examination import Examination, Examined, NotExamined
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Flaw, Preparation
from models.vocabulary.verdict import Assurance, Coverage, Outcome, Score, Verdict
from models.vocabulary.views import Component, View
from models.vocabulary.words import no_photo
from pipeline.certificate.not_seen import UNSEEN, grouped, not_seen
from pipeline.certificate.shapes import NotSeen
from tests.support.watch_case import finding, prepared, unavailable


def _verdict(*unseen: Component, seen: Sequence[Component] = ()) -> Verdict:
    score = Score(
        posterior=0.5,
        log10_lr=0.0,
        prior=0.5,
        contributions=(),
        coverage=Coverage(fraction=0.5, seen=tuple(seen), unseen=unseen),
        table="judgement 1",
        basis="none",
    )
    return Verdict(outcome=Outcome.INCONCLUSIVE, assurance=Assurance.VISION, score=score)


def _said(examiner: str, *details: tuple[str, str], dim: Sequence[Finding] = ()) -> Examined:
    missing = tuple(NotExamined(what=what, why=why) for what, why in details)
    return Examined(examiner=examiner, version="1", findings=tuple(dim), not_examined=missing)


def _gap(view: View, why: str) -> Wanted:
    return Wanted(view=view, why=why, advice="Photograph it.")


MISSING = "no photo of the movement was submitted"
DIM = finding("identity", Component.MOVEMENT, "calibre_on_movement", Bearing.UNREADABLE)


@pytest.mark.parametrize(
    ("gaps", "photos", "examinations", "why"),
    [
        ((), (), (), UNSEEN),
        ((), (), (unavailable(),), "the vision model would have to judge this"),
        ((), (), (_said("vision", ("movement", "no photo shows it")),), "no photo shows it"),
        ((MISSING,), (), (_said("vision", ("movement", "no photo shows it")),), MISSING),
        ((MISSING,), (), (_said("identity", ("movement", "It is too dim."), dim=[DIM]),), "It is too dim"),
        (
            ("the photo movement is not sharp",),
            (prepared(View.MOVEMENT, Flaw.BLURRED),),
            (_said("identity", ("movement", "It is too dim."), dim=[DIM]),),
            "the photo movement is not sharp",
        ),
    ],
)
def test_a_part_is_named_once_with_the_reason_that_tells_most(
    gaps: Sequence[str], photos: Sequence[Preparation], examinations: Sequence[Examination], why: str
) -> None:
    admission = Admitted(gaps=tuple(_gap(View.MOVEMENT, gap) for gap in gaps))
    found = not_seen(photos, admission, examinations, _verdict(Component.MOVEMENT), str)
    assert [(item.what, item.why) for item in found if item.kind != "examiner"] == [("movement", why)]


def test_a_part_of_which_something_was_made_out_is_not_called_unexamined() -> None:
    admission = Admitted(gaps=(_gap(View.SERIAL, "no photo of the serial number was submitted"),))
    said = _said("vision", ("serial", "no photo shows it"), ("dial", "A word could not be read."))
    verdict = _verdict(seen=[Component.SERIAL, Component.DIAL])
    assert not_seen((), admission, (said,), verdict, str) == ()


def test_what_is_no_part_is_kept_with_its_code_in_words() -> None:
    said = _said("vision", ("vision, look 2 of 3", "timeout"))
    found = not_seen((), Admitted(), (said,), _verdict(), str)
    assert [(item.what, item.why) for item in found] == [("vision, look 2 of 3", "it did not answer in time")]


def test_parts_come_in_the_order_of_their_weight_after_the_examiners() -> None:
    unseen = (Component.CASEBACK, Component.MOVEMENT, Component.CLASP)
    admission = Admitted(gaps=(_gap(View.CLASP, "none"), _gap(View.CASEBACK, "none")))
    found = not_seen((), admission, (unavailable(),), _verdict(*unseen), str)
    assert [item.what for item in found] == ["vision", "caseback", "movement", "clasp"]


def test_a_case_that_was_not_examined_lists_the_photos_that_it_lacks() -> None:
    admission = NeedsPhotos(wanted=(_gap(View.DIAL, "no photo of the dial was submitted"),))
    verdict = Verdict(outcome=Outcome.NEEDS_PHOTOS, assurance=Assurance.NONE, score=None)
    assert [item.what for item in not_seen((), admission, (), verdict, str)] == ["dial"]


def test_things_with_the_same_reason_are_told_together_by_name() -> None:
    items = [
        NotSeen(kind="component", what="caseback", why="dim"),
        NotSeen(kind="view", what="clasp", why="absent"),
        NotSeen(kind="component", what="bracelet", why="dim"),
        NotSeen(kind="detail", what="dial-4", why="dim"),
    ]
    assert grouped(items) == [("case back, bracelet or strap and dial-4", "dim"), ("clasp", "absent")]


def test_photos_that_are_missing_are_told_together() -> None:
    items = [NotSeen(kind="view", what=view, why=no_photo(view)) for view in (View.CASEBACK, View.CLASP)]
    assert grouped(items) == [("case back and clasp", "no photo was submitted")]
