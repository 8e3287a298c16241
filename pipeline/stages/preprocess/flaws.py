"""What makes a readable photo less useful, and from which figure on.

Measured by reading dials with the examiners' text recognition (RapidOCR 3.10), cut out and enlarged as they do it.

Reduced in size, diameter of the dial in pixels from which the words were read without a fault (tried: 100, 120, 150,
180, 210, 240, 280, 330, 400, 480):

=====================  ===========  ===========  ==================  ==================
photo                  brand        model        words in the middle  words at the rim
=====================  ===========  ===========  ==================  ==================
drawn, TIDEWATCH       100          150          150                 240 (SWISS MADE)
drawn, FIELDMASTER     100          180          150                 240 (SWISS MADE)
real, Casio            120          none         180 (WR-200M)       none
real, Timex            150          none         none                none
=====================  ===========  ===========  ==================  ==================

Darkened and brightened in whole stops, with sensor noise of 1.5 grey levels; the brand was ...

===================  =====================================  ===========================================
photo                darkened: read until, lost from        brightened: read until, lost from
===================  =====================================  ===========================================
drawn, TIDEWATCH     mean 0.013; 0.007                      mean 0.81, blown 0.17; not lost
real, Casio          mean 0.020; 0.011                      as taken; mean 0.82, blown 0.21
real, Timex          mean 0.097; 0.060                      mean 0.75, blown 0.10; mean 0.85, blown 0.40
real, a wall clock   mean 0.052; 0.027                      mean 0.99, blown 0.97; not lost
===================  =====================================  ===========================================
"""

from models.vocabulary.photo import Ellipse, Flaw, Measurements, NoDial
from models.vocabulary.views import View
from pipeline.stages.preprocess.measure import MIN_FOCUS

MIN_DIAL_PIXELS = 240.0
"""Of the original: all that was printed on the drawn dials was read. Brands alone need 150, see above."""

MIN_FRAME_PIXELS = 400
"""Shorter side of a photo in which there is no dial to measure by. Judgement: a line of print that is a thirtieth of
it has 13 pixels."""

TOO_DARK, TOO_LIGHT = 0.07, 0.9
"""Mean luminance. Dark: between the Timex that was lost (0.060) and the drawn dial that was read whole (0.079); as
taken they have 0.26 (black) to 0.64. Light: beyond it only black print on white was read."""

MAX_CRUSHED = 0.6
"""Share of black pixels: a dark dial's whole ground, and little else that is lit. Photos as taken have 0.013 at most,
darkened ones 0.10 as long as their mean stays above ``TOO_DARK``."""

MAX_BLOWN = 0.2
"""Share of the dial that is blown: the Casio was lost at 0.21, the drawn dial read at 0.17. Photos as taken have 0.03
at most, the white dial of a wall clock none."""

MAX_BLOWN_FRAME = 0.4
"""The same of a frame in which no dial is found, where a white background is no flaw. Judgement."""

MAX_GLARE = 0.03
"""Share of the dial under blown blobs, enough to hide a brand's name, which covers about 1 % of it. Photos as taken
have 0.01 on dials and case backs, 0.02 on a polished case."""


def flaws_of(view: View, found: Measurements, dial: Ellipse | NoDial) -> tuple[Flaw, ...]:
    """Return what makes a photo less useful; the thresholds are beside their names above."""
    measured = found.dial_pixels > 0
    small = found.dial_pixels < MIN_DIAL_PIXELS if measured else min(found.width, found.height) < MIN_FRAME_PIXELS
    blown = found.clipped_light > (MAX_BLOWN if measured else MAX_BLOWN_FRAME)
    none, several, too_small = (
        isinstance(dial, NoDial) and dial.reason == reason for reason in ("none", "several", "too_small")
    )
    flaws = {
        Flaw.BLURRED: found.focus < MIN_FOCUS,
        Flaw.TOO_DARK: found.exposure < TOO_DARK or found.clipped_dark > MAX_CRUSHED,
        Flaw.TOO_LIGHT: found.exposure > TOO_LIGHT or blown,
        Flaw.GLARE: measured and found.glare > MAX_GLARE,
        Flaw.SMALL: small or too_small,
        Flaw.NO_DIAL: view is View.DIAL and none,
        Flaw.SEVERAL_DIALS: view is View.DIAL and several,
    }
    return tuple(flaw for flaw, present in flaws.items() if present)
