"""What nobody saw, each thing once, with the reason that tells most."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import assert_never

from models.vocabulary.admission import Admission, Admitted, NeedsPhotos, Wanted
from models.vocabulary.examination import Examination, Examined, Unavailable
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Preparation
from models.vocabulary.verdict import Verdict
from models.vocabulary.views import Component, View
from models.vocabulary.words import COMPONENT, EXAMINER, listed, no_photo, thing, unavailable
from pipeline.certificate.shapes import NotSeen

UNSEEN = "nothing that was submitted let this be judged"

Say = Callable[[str], str]
"""What free text passes through."""

_COMPONENTS = frozenset(component.value for component in Component)
_VIEWS = frozenset(view.value for view in View)

_NO_PHOTO = "no photo was submitted"
"""``no_photo``, of several things at once."""


def not_seen(
    preparations: Sequence[Preparation],
    admission: Admission,
    examinations: Sequence[Examination],
    verdict: Verdict,
    say: Say,
) -> tuple[NotSeen, ...]:
    """Return what was not examined: examiners first, then parts by what they weigh, then details.

    A part of which something was made out is not in it: what could not be read on it stands among the findings.
    """
    found: dict[str, NotSeen] = {}
    for item in (*_absent(examinations, say), *_told(preparations, admission, examinations, verdict, say)):
        if _concerns(item, verdict):
            found.setdefault(item.what, item)
    unseen = verdict.score.coverage.unseen if verdict.score else ()
    place = {component.value: number for number, component in enumerate(unseen)}
    examiners = [item for item in found.values() if item.kind == "examiner"]
    others = [item for item in found.values() if item.kind != "examiner"]
    return (*examiners, *sorted(others, key=lambda item: place.get(item.what, len(place))))


def grouped(items: Iterable[NotSeen]) -> list[tuple[str, str]]:
    """Return names and reason, things with the same reason together, for a person to read."""
    names: dict[str, list[str]] = {}
    for item in items:
        missing = item.what in _VIEWS and item.why == no_photo(View(item.what))
        names.setdefault(_NO_PHOTO if missing else item.why, []).append(_named(item))
    return [(listed(those), why) for why, those in names.items()]


def _named(item: NotSeen) -> str:
    """Return the name of what was not seen: ``dial`` is an examiner and a part of a watch."""
    is_examiner = item.kind == "examiner" or item.what not in _COMPONENTS
    return thing(item.what) if is_examiner else COMPONENT[Component(item.what)]


def _absent(examinations: Iterable[Examination], say: Say) -> Iterator[NotSeen]:
    for each in examinations:
        if isinstance(each, Unavailable):
            yield NotSeen(kind="examiner", what=each.examiner, why=say(unavailable(each.why)))


def _told(
    preparations: Sequence[Preparation],
    admission: Admission,
    examinations: Sequence[Examination],
    verdict: Verdict,
    say: Say,
) -> Iterator[NotSeen]:
    """Yield every reason that anybody gives, the most telling first.

    A photo that was handed in and is poor; what was looked at and not made out; a photo that is missing; the rest.
    """
    handed_in = {each.photo.view for each in preparations}
    examined = [each for each in examinations if isinstance(each, Examined)]
    dim = {f.component.value for each in examined for f in each.findings if f.bearing is Bearing.UNREADABLE}
    details = [
        NotSeen(kind="detail", what=say(detail.what), why=say(unavailable(detail.why).removesuffix(".")))
        for each in examined
        for detail in each.not_examined
    ]
    gaps = _gaps(admission)
    yield from (_view(gap) for gap in gaps if gap.view in handed_in)
    yield from (detail for detail in details if detail.what in dim)
    yield from (_view(gap) for gap in gaps if gap.view not in handed_in)
    yield from details
    for component in verdict.score.coverage.unseen if verdict.score else ():
        yield NotSeen(kind="component", what=component, why=_unseen(examinations))


def _gaps(admission: Admission) -> tuple[Wanted, ...]:
    match admission:
        case NeedsPhotos():
            return admission.wanted
        case Admitted():
            return admission.gaps
        case _:
            assert_never(admission)


def _view(gap: Wanted) -> NotSeen:
    return NotSeen(kind="view", what=gap.view, why=gap.why)


def _unseen(examinations: Iterable[Examination]) -> str:
    absent = [EXAMINER.get(each.examiner, each.examiner) for each in examinations if isinstance(each, Unavailable)]
    return f"the {listed(absent)} would have to judge this" if absent else UNSEEN


def _concerns(item: NotSeen, verdict: Verdict) -> bool:
    """Whether the item is no part of a watch, or one that was asked for and of which nothing was made out."""
    if verdict.score is None or item.what not in _COMPONENTS:
        return True
    return item.what in verdict.score.coverage.unseen
