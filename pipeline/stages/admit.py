"""Decides from the photos' measurements whether there is enough to examine. Not responsible for what they show.

A case stops here only when the profile's main view (the dial of a watch) is missing or unusable: then nothing is
spent on an examination. Everything else becomes a gap, which lowers coverage and is turned into advice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.profiles import SHOWS, Ask, Requirements, requirements
from models.vocabulary import words
from models.vocabulary.admission import Admission, Admitted, NeedsPhotos, Wanted
from models.vocabulary.case import CaseFile
from models.vocabulary.photo import Flaw, Preparation, Prepared, Rejected
from models.vocabulary.views import Component, View

VERSION = "3"

DISQUALIFYING = frozenset({Flaw.BLURRED, Flaw.TOO_DARK, Flaw.TOO_LIGHT})
"""Flaws with which no examiner can see anything on the main view.

The others leave something: glare hides a part of the dial; a small dial is cropped from the original, and who cannot
read it says so; no dial found may be a digital watch, and several dials a chronograph: both are for the examiners.
On further views no flaw disqualifies: its thresholds were set on dials, and white papers or dark leather are not. For
the same reason it takes two of them on the main photo of a part that is no dial: hands on white paper are bright, a
strap is dark, the background of a crown is out of focus; what is unsharp *and* black or white shows nothing at all.
"""

_EXPOSED = frozenset({Flaw.TOO_DARK, Flaw.TOO_LIGHT})

_OF_DIALS = frozenset({Flaw.NO_DIAL, Flaw.SEVERAL_DIALS, Flaw.GLARE, Flaw.SMALL})
"""Flaws that say something about a dial, and nothing about a photo that is not of one."""

_DIAL_VIEWS = frozenset({View.DIAL, View.HANDS, View.BEZEL})
"""Views of a watch that show its dial. Of a part, hands and bezel may lie loose: only the view of a dial shows one."""

_DIAL_PARTS = frozenset({Component.DIAL, Component.HANDS, Component.BEZEL})


@dataclass(frozen=True, slots=True)
class Sorted:
    """A case's photos by what they are good for.

    :ivar kept: each picture once, those of the views that matter most first.
    :ivar copies: photos of one view whose picture was kept as another view, with that photo.
    """

    kept: tuple[Prepared, ...]
    copies: tuple[tuple[Prepared, Prepared], ...]
    rejected: tuple[Rejected, ...]


def admit(case: CaseFile, preparations: tuple[Preparation, ...]) -> Admission:
    """Decide whether to examine the case or to ask for better photos.

    :raises SubmissionError: where a part is to be examined and the claim names none.
    """
    needs = requirements(case.profile, case.claim)
    photos = sort(preparations, needs)
    gaps = tuple(gap for ask in needs.wanted if (gap := _gap(ask, photos, needs)))
    if any(usable(photo, needs) for photo in photos.kept if photo.photo.view in _main_views(needs)):
        return Admitted(gaps=(*_main_gaps(needs, photos), *gaps))
    return NeedsPhotos(wanted=(*_main_wanted(needs, photos), *gaps))


def shown(preparations: tuple[Preparation, ...], needs: Requirements) -> frozenset[Component]:
    """Return the components that the case's usable photos can show, each picture counted once."""
    kept = sort(preparations, needs).kept
    return frozenset[Component]().union(*(SHOWS[photo.photo.view] for photo in kept if usable(photo, needs)))


def several_dials(preparations: tuple[Preparation, ...], needs: Requirements) -> bool:
    """Return whether every usable photo of a main view shows more than one dial: which is meant is not known.

    Only where a dial is to be seen: the wheels of a movement are round too.
    """
    views = _main_views(needs)
    main = [each for each in sort(preparations, needs).kept if each.photo.view in views and usable(each, needs)]
    return bool(main) and all(Flaw.SEVERAL_DIALS in _flaws(photo, needs) for photo in main)


def usable(photo: Prepared, needs: Requirements) -> bool:
    """Whether a photo can be examined for what its view asks."""
    if photo.photo.view not in _main_views(needs):
        return True
    flaws = set(photo.flaws)
    if _shows_dial(photo.photo.view, needs):
        return not DISQUALIFYING & flaws
    return not (Flaw.BLURRED in flaws and _EXPOSED & flaws)


def _shows_dial(view: View, needs: Requirements) -> bool:
    """Whether a photo of this view should show a dial."""
    if needs.part is None:
        return view in _DIAL_VIEWS
    return view is View.DIAL and needs.part in _DIAL_PARTS


def sort(preparations: Sequence[Preparation], needs: Requirements) -> Sorted:
    """Keep each picture once: two photos with the same bytes, or the same pixels, are one."""
    rank = {view: place for place, view in enumerate(dict.fromkeys((*needs.views, *View)))}
    ordered: list[Preparation] = list(preparations)
    ordered.sort(key=lambda each: (rank[each.photo.view], each.photo.ordinal))
    kept: dict[str, Prepared] = {}
    copies = []
    for photo in ordered:
        if isinstance(photo, Rejected):
            continue
        original = kept.get(photo.photo.sha256) or kept.get(photo.pixels)
        if original is None:
            kept[photo.photo.sha256] = kept[photo.pixels] = photo
        elif original.photo.view is not photo.photo.view:
            copies.append((photo, original))
    rejected = tuple(each for each in ordered if isinstance(each, Rejected))
    return Sorted(tuple(dict.fromkeys(kept.values())), tuple(copies), rejected)


def _main_views(needs: Requirements) -> frozenset[View]:
    return frozenset(ask.view for ask in needs.main)


def _main_gaps(needs: Requirements, photos: Sorted) -> tuple[Wanted, ...]:
    """What a better main photo would mend; none where any of the main views has a flawless one."""
    gaps = [_gap(ask, photos, needs) for ask in needs.main]
    photographed = [gap for ask, gap in zip(needs.main, gaps, strict=True) if gap and _has(ask.view, photos)]
    return () if None in gaps else tuple(photographed)


def _main_wanted(needs: Requirements, photos: Sorted) -> tuple[Wanted, ...]:
    """The main view as it was tried, or else the best one to try."""
    tried = [ask for ask in needs.main if _has(ask.view, photos)] or needs.main[:1]
    return tuple(_wanted(ask, photos, needs) for ask in tried)


def _has(view: View, photos: Sorted) -> bool:
    kept = {each.photo.view for each in photos.kept}
    return view in kept | {each.photo.view for each in photos.rejected}


def _gap(ask: Ask, photos: Sorted, needs: Requirements) -> Wanted | None:
    """Return what is missing or wrong with the photos of a view, or None where one of them is good."""
    if any(photo.photo.view is ask.view and not _flaws(photo, needs) for photo in photos.kept):
        return None
    return _wanted(ask, photos, needs)


def _wanted(ask: Ask, photos: Sorted, needs: Requirements) -> Wanted:
    told = next(_troubles(ask, photos, needs), None)
    why, advice = told or (_missing(ask.view, needs), ask.why)
    return Wanted(view=ask.view, why=why, advice=f"{words.capital(advice)}.")


def _missing(view: View, needs: Requirements) -> str:
    return words.no_photo(view) if needs.part is None else f"no photo of {_named(view, needs)} was submitted"


def _troubles(ask: Ask, photos: Sorted, needs: Requirements) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the photos that there are of the view, and what to do: the most usable photo first."""
    again = f"photograph {_named(ask.view, needs)} again"
    for photo in photos.kept:
        if photo.photo.view is ask.view:
            for flaw in _flaws(photo, needs):
                why = f"{_called(photo, needs)} {words.flaw_of(flaw, needs.part)}"
                yield why, f"{again}: {words.remedy_of(flaw, needs.part)}"
    for copy, original in photos.copies:
        if copy.photo.view is ask.view:
            yield f"{_called(copy, needs)} is the same picture as {_called(original, needs)}", ask.why
    for refused in photos.rejected:
        if refused.photo.view is ask.view:
            name, remedy = _called(refused, needs), words.REJECTION_REMEDY[refused.reason]
            yield f"{name} cannot be used: {words.REJECTION[refused.reason]}", f"send {name} again: {remedy}"


def _named(view: View, needs: Requirements) -> str:
    return f"the {words.view_of(view, needs.part)}"


def _called(photo: Preparation, needs: Requirements) -> str:
    """``the photo of the dial``, ``photo 2 of the dial``."""
    ordinal = photo.photo.ordinal
    return f"{'the photo' if ordinal == 1 else f'photo {ordinal}'} of {_named(photo.photo.view, needs)}"


def _flaws(photo: Prepared, needs: Requirements) -> tuple[Flaw, ...]:
    """The flaws that matter for what the view is of, those that disqualify first."""
    ignored = frozenset() if _shows_dial(photo.photo.view, needs) else _OF_DIALS
    return tuple(sorted(set(photo.flaws) - ignored, key=lambda flaw: (flaw not in DISQUALIFYING, flaw)))
