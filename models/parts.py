"""What is asked for and judged of each part that can be examined by itself: its photos, and the facets of its cover.

A part may come loose or mounted: a dial without a case around it, hands beside one another on a cloth, a movement on
its holder. Nothing here asks for the watch that it belongs to, since an original part may sit in any watch.
"""

from pydantic import Field

from models.vocabulary.value import Value
from models.vocabulary.views import Component, View


class Photo(Value):
    """A photo that is asked for, and what to do, in words for the owner."""

    view: View
    why: str


class Facet(Value):
    """One thing that can be told about a part, and the criteria by which somebody may have told it.

    :ivar criteria: the first is the vision model's; the others are what is as good for it: what local examiners read or
        measure of the same, and print where a part may be printed or engraved.
    """

    criteria: tuple[str, ...] = Field(min_length=1)


class Part(Value):
    """A part.

    :ivar main: one usable photo of any of these views is required, the best first.
    :ivar wanted: further photos, most useful first.
    :ivar facets: what can be judged on it. All weigh the same: nothing is known that would tell them apart.
    :ivar on_dial: whether the examiner ``dial`` measures anything of it: of a bezel it does not.
    """

    main: tuple[Photo, ...] = Field(min_length=1)
    wanted: tuple[Photo, ...]
    facets: tuple[Facet, ...] = Field(min_length=1)
    on_dial: bool = False


def _photo(view: View, why: str) -> Photo:
    return Photo(view=view, why=why)


def _facets(*each: tuple[str, ...]) -> tuple[Facet, ...]:
    return tuple(Facet(criteria=criteria) for criteria in each)


PARTS: dict[Component, Part] = {
    Component.DIAL: Part(
        main=(_photo(View.DIAL, "photograph the dial straight from the front, whole, loose or in its case"),),
        wanted=(_photo(View.OTHER, "photograph the back of a loose dial: its feet and stamps tell where it was made"),),
        facets=_facets(
            ("wording", "brand_on_dial", "model_on_dial", "wording_on_dial"),
            ("printing", "print_quality", "print"),
            (
                "layout",
                "marker_positions",
                "minute_track",
                "ring_centring",
                "text_symmetry",
                "date_window",
                "displacement",
            ),
            ("finishing", "form", "colour"),
        ),
        on_dial=True,
    ),
    Component.HANDS: Part(
        main=(
            _photo(View.HANDS, "photograph the hands from above, all of them, sharp and filling the frame"),
            _photo(View.DIAL, "photograph the hands on their dial, straight from the front"),
        ),
        wanted=(_photo(View.OTHER, "photograph the hands from the side or from below: tubes and edges show the make"),),
        facets=_facets(("hands", "form"), ("finishing", "colour"), ("proportions", "hand_geometry", "displacement")),
        on_dial=True,
    ),
    Component.CROWN: Part(
        main=(_photo(View.CROWN, "photograph the crown from its end, so that its logo fills the frame"),),
        wanted=(_photo(View.OTHER, "photograph the crown from the side: its flutes, and its tube where it is loose"),),
        facets=_facets(("engraving", "print"), ("finishing", "colour"), ("construction", "form", "displacement")),
    ),
    Component.BEZEL: Part(
        main=(
            _photo(View.BEZEL, "photograph the bezel from above, whole, loose or on its case"),
            _photo(View.DIAL, "photograph the bezel with the dial inside it, straight from the front"),
        ),
        wanted=(_photo(View.OTHER, "photograph the bezel from the side, or from below where it is loose"),),
        facets=_facets(
            ("engraving", "printing", "print"), ("finishing", "colour"), ("construction", "form", "displacement")
        ),
    ),
    Component.CASE: Part(
        main=(
            _photo(View.OTHER, "photograph the case from the side: its lugs, flanks and edges"),
            _photo(View.CASEBACK, "photograph the case from behind"),
            _photo(View.CROWN, "photograph the case from the side of the crown"),
            _photo(View.DIAL, "photograph the case straight from the front"),
        ),
        wanted=(_photo(View.SERIAL, "photograph what is engraved on the case, for instance between the lugs"),),
        facets=_facets(("finishing", "colour"), ("construction", "form"), ("proportions", "displacement")),
    ),
    Component.CASEBACK: Part(
        main=(_photo(View.CASEBACK, "photograph the case back from outside, straight on, in light from the side"),),
        wanted=(_photo(View.OTHER, "photograph the inside of a loose case back: the maker's stamps are there"),),
        facets=_facets(
            ("wording", "brand_on_caseback", "reference_on_caseback", "calibre_on_caseback"),
            ("engraving", "print", "displacement"),
            ("finishing", "form", "colour"),
        ),
    ),
    Component.MOVEMENT: Part(
        main=(_photo(View.MOVEMENT, "photograph the movement straight on, so that the calibre's name can be read"),),
        wanted=(_photo(View.OTHER, "photograph the movement from the dial side, or close up where it is stamped"),),
        facets=_facets(
            ("engraving", "calibre_on_movement", "print"),
            ("finishing", "colour"),
            ("construction", "form"),
            ("layout", "displacement"),
        ),
    ),
    Component.BRACELET: Part(
        main=(_photo(View.BRACELET, "photograph the bracelet or strap from above, laid flat"),),
        wanted=(
            _photo(View.CLASP, "photograph the clasp or buckle, open: its stampings belong to the bracelet"),
            _photo(View.OTHER, "photograph the bracelet or strap from inside and at its end links"),
        ),
        facets=_facets(("finishing", "colour"), ("construction", "form"), ("proportions", "displacement")),
    ),
    Component.CLASP: Part(
        main=(_photo(View.CLASP, "photograph the clasp open, so that its stampings can be read"),),
        wanted=(_photo(View.OTHER, "photograph the clasp closed, from outside"),),
        facets=_facets(("engraving", "print"), ("finishing", "colour"), ("construction", "form", "displacement")),
    ),
}
"""Every part that can be claimed."""
