"""The straightened dial of a photo, for every examiner that measures or reads one: made once."""

from models.vocabulary.photo import Ellipse, Prepared
from pipeline.examiners.contract import Photos
from pipeline.imaging.rectified import LONGEST, NotRectified, RectifiedDial, crop_box, rectify_dial


def straightened(photos: Photos, photo: Prepared, outline: Ellipse) -> RectifiedDial | NotRectified:
    """Return the dial cut from the original and straightened, or why it could not be."""

    def make() -> RectifiedDial | NotRectified:
        size = (photo.measurements.width, photo.measurements.height)
        box = crop_box(outline, size)
        return rectify_dial(photos.crop(photo, box, longest=LONGEST), box, outline, size)

    return photos.remember(photo, "imaging.rectified", make)
