"""Reads a watch's hands from its rectified dial.

``polar``    unrolls the dial about the axis and says how far each place stands out from it
``streaks``  finds what runs out from the axis without a break
``clock``    takes the streaks for hands in the one way that a clockwork could show
``markers``  where the hours stand, where the caller does not know
``mask``     what hands and shadows cover, for whoever measures the dial beneath
``find``     the order of it all
"""

from pipeline.imaging.hands.find import find_hands, markers_lean
from pipeline.imaging.hands.result import Hand, Hands, Mask, NoHands, Unread

__all__ = ["Hand", "Hands", "Mask", "NoHands", "Unread", "find_hands", "markers_lean"]
