"""The straightened dial of a photo and its hands, for every examiner that measures or reads one: made once."""

from models.vocabulary.photo import Ellipse, Prepared
from pipeline.examiners.contract import Photos
from pipeline.imaging.hands import Hands, NoHands, find_hands
from pipeline.imaging.rectified import LONGEST, RADIUS, SIDE, NotRectified, RectifiedDial, crop_box, rectify_dial


def straightened(photos: Photos, photo: Prepared, outline: Ellipse) -> RectifiedDial | NotRectified:
    """Return the dial cut from the original and straightened, or why it could not be."""

    def make() -> RectifiedDial | NotRectified:
        size = (photo.measurements.width, photo.measurements.height)
        box = crop_box(outline, size)
        return rectify_dial(photos.crop(photo, box, longest=LONGEST), box, outline, size)

    return photos.remember(photo, "imaging.rectified", make)


def hands_on(photos: Photos, photo: Prepared, dial: RectifiedDial, *, upright: bool) -> Hands | NoHands:
    """Return the hands of a photo's straightened dial.

    :param upright: whether twelve is taken to stand straight up, or hands and markers are to say where it stands.
    """

    def read() -> Hands | NoHands:
        return find_hands(dial.pixels, margin=SIDE / 2 / RADIUS - 1, twelve=0.0 if upright else None)

    return photos.remember(photo, f"imaging.hands.{'upright' if upright else 'any'}", read)
