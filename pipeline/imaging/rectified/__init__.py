"""A dial seen straight on, from the dial's own rings and marks.

``polar``    the dial unrolled
``rings``    how far its circles are from round
``marks``    where hours and minutes stand: axes of symmetry
``fit``      the projective map that makes rings round and marks even, whatever few of them stand off
``lettering`` lines of text, which tell twelve from the other hours
``rectify``  the order of it all
``result``   what comes out
"""

from pipeline.imaging.rectified.lettering import Line
from pipeline.imaging.rectified.rectify import LONGEST, crop_box, rectify_dial
from pipeline.imaging.rectified.result import RADIUS, SIDE, NotRectified, Quality, RectifiedDial, Twelve, Unfit

__all__ = [
    "LONGEST",
    "RADIUS",
    "SIDE",
    "Line",
    "NotRectified",
    "Quality",
    "RectifiedDial",
    "Twelve",
    "Unfit",
    "crop_box",
    "rectify_dial",
]
