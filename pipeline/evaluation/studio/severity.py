"""What can be wrong, and how far it must go to be called slight, moderate or severe.

The sizes are physical: degrees, hundredths of the dial's radius (R), fractions of a capital's height, differences of
colour. They follow from how watches are made and looked at, each with its reason, and were fixed before the first
evaluation. They are **not** to be tuned to the examiners: a defect that is missed stays in the table, and the report
shows that it is missed. Changing a size makes a new table, whose figures cannot be compared with earlier ones.

*Slight* is below what counts as a defect: an honest watch may show it, and a case with it counts as genuine.
*Moderate* is what a careful person sees with a loupe, *severe* what is seen without one.
A kind without a size for a severity has its reason: a wrong word cannot be a little wrong.
"""

from enum import StrEnum
from types import MappingProxyType

from pydantic import Field

from models.scoring.labelled import Severity
from models.scoring.table import Reason
from models.vocabulary.value import Value
from models.vocabulary.views import Component


class Kind(StrEnum):
    """What is wrong with a case."""

    MARKER_ANGLE = "marker_angle"
    MARKER_RADIUS = "marker_radius"
    RING_OFFSET = "ring_offset"
    SUBDIAL_OFFSET = "subdial_offset"
    LOGO_OFFSET = "logo_offset"
    DATE_OFFSET = "date_offset"
    WRONG_WORDING = "wrong_wording"
    MISSPELT = "misspelt"
    FONT_WEIGHT = "font_weight"
    COARSE_PRINT = "coarse_print"
    REHAUT_FONT = "rehaut_font"
    HAND_SHAPE = "hand_shape"
    HAND_LENGTH = "hand_length"
    LUME_COLOUR = "lume_colour"
    OTHER_WATCH = "other_watch"
    EDITED_PHOTO = "edited_photo"
    SCREEN_RECAPTURE = "screen_recapture"
    BORROWED_PHOTO = "borrowed_photo"
    WRONG_SERIAL = "wrong_serial"
    WRONG_CALIBRE = "wrong_calibre"


Range = tuple[float, float]
"""Least and greatest size; a case's size is drawn evenly between them."""


class Sizes(Value):
    """One row of the table.

    :ivar component: where the defect is.
    :ivar unit: of the sizes, in words.
    :ivar slight: None where nothing of this kind is small enough to be genuine.
    :ivar moderate: None where this kind is always severe.
    :ivar reason: why these sizes.
    """

    component: Component
    unit: str = Field(min_length=4)
    slight: Range | None = None
    moderate: Range | None = None
    severe: Range
    reason: Reason

    def of(self, severity: Severity) -> Range | None:
        """The sizes of a severity; None where the kind has none of it."""
        match severity:
            case Severity.NONE:
                return None
            case Severity.SLIGHT:
                return self.slight
            case Severity.MODERATE:
                return self.moderate
            case Severity.SEVERE:
                return self.severe


_PLACE = {"slight": (0.2, 0.5), "moderate": (1.5, 2.0), "severe": (3.0, 5.0)}
"""The committed scale of places, in degrees and in hundredths of R alike: 1.5 is moderate, 3 severe, and below 0.7 no
defect. On a dial of 29 mm, 1.5 % of R is 0.22 mm: what makers print and set within is about 0.05 mm."""


def _place(component: Component, unit: str, reason: str) -> Sizes:
    return Sizes.model_validate({"component": component, "unit": unit, **_PLACE, "reason": reason})


TABLE: MappingProxyType[Kind, Sizes] = MappingProxyType(
    {
        Kind.MARKER_ANGLE: _place(
            Component.DIAL,
            "degrees by which one hour marker stands off its angle",
            "A second is 6 degrees: a quarter of one shows beside the minute track under a loupe, half of one without.",
        ),
        Kind.MARKER_RADIUS: _place(
            Component.DIAL,
            "hundredths of R by which one hour marker stands off its circle",
            "The gap between marker and minute track is 3 to 6 % of R: a quarter of it is seen beside its neighbours.",
        ),
        Kind.RING_OFFSET: _place(
            Component.DIAL,
            "hundredths of R by which the printed ring is off the dial's centre",
            "A printing plate is registered to about 0.05 mm; at 1.5 % of R the track is 3 % wider on one side.",
        ),
        Kind.SUBDIAL_OFFSET: _place(
            Component.DIAL,
            "hundredths of R by which all sub-dials are off their places",
            "Sub-dials are turned around the holes of their arbors: the movement leaves them no other place.",
        ),
        Kind.LOGO_OFFSET: _place(
            Component.DIAL,
            "hundredths of R by which emblem and brand are off their place",
            "An applied emblem has two feet in drilled holes, a printed one the plate's register of about 0.05 mm.",
        ),
        Kind.DATE_OFFSET: _place(
            Component.DIAL,
            "hundredths of R by which the date's window is off its place",
            "The window is punched with the same tool as the dial's feet: 0.1 mm moves it visibly against the date.",
        ),
        Kind.WRONG_WORDING: Sizes(
            component=Component.DIAL,
            unit="lines of another model's wording (the model's own name where severe)",
            moderate=(1, 1),
            severe=(1, 1),
            reason="A line of another model is never printed by the maker; small print is overlooked more.",
        ),
        Kind.MISSPELT: Sizes(
            component=Component.DIAL,
            unit="letters wrong in a line (in the brand's or the model's name where severe)",
            moderate=(1, 1),
            severe=(1, 1),
            reason="A letter is right or wrong, so none is slight; in small print it is easier overlooked.",
        ),
        Kind.FONT_WEIGHT: Sizes(
            component=Component.DIAL,
            unit="stroke weight too much, as a fraction of the capitals' height",
            slight=(0.005, 0.015),
            moderate=(0.04, 0.055),
            severe=(0.09, 0.13),
            reason="Pad printing spreads ink by up to 0.02 mm, 0.015 of a 1.2 mm capital; a bolder cut adds 0.1.",
        ),
        Kind.COARSE_PRINT: Sizes(
            component=Component.DIAL,
            unit="standard deviation of the print's edge, as a fraction of the capitals' height",
            slight=(0.003, 0.006),
            moderate=(0.020, 0.030),
            severe=(0.050, 0.075),
            reason="Etched plates hold edges within 0.005 mm of a 1 mm capital; 300 dots an inch stray by up to 0.08.",
        ),
        Kind.REHAUT_FONT: Sizes(
            component=Component.BEZEL,
            unit="stroke weight of rehaut and bezel too much, as a fraction of the figures' height (too much as well)",
            slight=(0.005, 0.015),
            moderate=(0.05, 0.07),
            severe=(0.10, 0.14),
            reason="Engraved figures vary with the cutter's wear by about 0.015; another font is a cut of weight away.",
        ),
        Kind.HAND_SHAPE: Sizes(
            component=Component.HANDS,
            unit="hands of another outline",
            severe=(1, 1),
            reason="An outline is the model's or another's: who knows the model sees other hands at a glance.",
        ),
        Kind.HAND_LENGTH: Sizes(
            component=Component.HANDS,
            unit="fraction by which the hands are too short",
            slight=(0.005, 0.012),
            moderate=(0.05, 0.065),
            severe=(0.10, 0.16),
            reason="Hands are stamped within 0.1 mm of 12; 5 % shorter ends off the track that they should touch.",
        ),
        Kind.LUME_COLOUR: Sizes(
            component=Component.DIAL,
            unit="CIEDE2000 between the luminous paint and the maker's",
            slight=(0.8, 2.0),
            moderate=(8.0, 10.0),
            severe=(16.0, 22.0),
            reason="Lots of pigment differ by about 2, just visible side by side; 8 is another shade, 16 a colour.",
        ),
        Kind.OTHER_WATCH: Sizes(
            component=Component.DIAL,
            unit="another model of the brand in the place of the claimed one",
            severe=(1, 1),
            reason="The claim names one reference and the photo shows another: that is no matter of degree.",
        ),
        Kind.EDITED_PHOTO: Sizes(
            component=Component.WHOLE,
            unit="radius of the region pasted or cloned, as a fraction of the dial's radius",
            slight=(0.012, 0.020),
            moderate=(0.09, 0.12),
            severe=(0.18, 0.28),
            reason="Healing a speck of dust changes nothing that is judged; 0.1 hides a word, 0.2 a name or an emblem.",
        ),
        Kind.SCREEN_RECAPTURE: Sizes(
            component=Component.WHOLE,
            unit="photo pixels to one pixel of the screen that was photographed",
            moderate=(0.8, 1.1),
            severe=(1.5, 2.6),
            reason="From 1.5 the stripes are resolved or beat visibly with the sensor; near 1 only faint beats remain.",
        ),
        Kind.BORROWED_PHOTO: Sizes(
            component=Component.WHOLE,
            unit="fraction of another case's photo cut off its width and height before it is saved again",
            moderate=(0.03, 0.05),
            severe=(0.0, 0.01),
            reason="Taking a photo over whole is the plain theft; cutting it is what is done so that it is not found.",
        ),
        Kind.WRONG_SERIAL: Sizes(
            component=Component.SERIAL,
            unit="characters in which the number differs, or a number that no such watch can have",
            moderate=(1, 1),
            severe=(2, 7),
            reason="One character may be misread or mistyped by someone honest; another number or form cannot.",
        ),
        Kind.WRONG_CALIBRE: Sizes(
            component=Component.MOVEMENT,
            unit="movements that the reference never had (of another maker where severe)",
            moderate=(1, 1),
            severe=(1, 1),
            reason="Another movement of the maker may come from a repair with parts at hand; another maker's cannot.",
        ),
    }
)
"""One row for each kind."""


def is_genuine(severity: Severity) -> bool:
    """Whether a watch with a defect of this severity counts as genuine."""
    return severity in {Severity.NONE, Severity.SLIGHT}
