"""Examiner ``vision``: a vision model looks at all photos at once, several times, in another order each time.

``exhibits``   which pictures are shown, how large, and how a box on one becomes a region of the photo
``looks``      asks: passes, deadline, budget
``sightings``  one pass's answer as what it saw
``agreement``  what several passes say together; disagreement is not knowing
``findings``   what was agreed, as findings; what was not seen
``words``      the model's text made fit to be shown: bounded, visible, without numbers that could be a serial

The model is not told the serial number, nor what other examiners found. Whatever it answers goes through the schema
of ``models.prompts``: text in a photo or claim can reach no further than that.
"""

from pipeline.examiners.contract import Examiner
from pipeline.examiners.vision.examine import depends, examine
from pipeline.examiners.vision.findings import NAME, VERSION

__all__ = ["EXAMINER", "VERSION"]

EXAMINER = Examiner(name=NAME, version=VERSION, queue="vision", examine=examine, depends=depends)
