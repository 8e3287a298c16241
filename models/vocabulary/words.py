"""The sentences that people read, one table for each code. A test checks that no code lacks its words."""

from models.vocabulary.photo import Flaw, Rejection

REJECTION: dict[Rejection, str] = {
    Rejection.EMPTY: "the file is empty; copy it from the camera again",
    Rejection.TOO_LARGE: "the file is too large; send it as the camera wrote it, not as a scan or a raw file",
    Rejection.TOO_MANY_PIXELS: "the picture has too many pixels; send it as the camera wrote it",
    Rejection.TOO_FEW_PIXELS: "the picture is too small to show anything; send the original, not a thumbnail",
    Rejection.NOT_AN_IMAGE: "this is not a picture, whatever its name says; send a JPEG, PNG, WebP or HEIC photo",
    Rejection.UNSUPPORTED: "this kind of picture cannot be read; send a JPEG, PNG, WebP or HEIC photo",
    Rejection.TWO_TYPES: "the file is two kinds of file at once; send the photo alone",
    Rejection.TRUNCATED: "the file ends before the picture does; copy it from the camera again",
    Rejection.CORRUPT: "the picture is damaged and cannot be read; copy it from the camera again",
    Rejection.ANIMATED: "this is an animation; send a single photo",
    Rejection.SEVERAL_PICTURES: "the file holds several pictures; send each as a photo of its own",
    Rejection.BLOATED_METADATA: "the file carries far more hidden data than a photo needs; export the photo again",
}

FLAW: dict[Flaw, str] = {
    Flaw.BLURRED: "is not sharp: hold the camera still, tap the dial to focus, and use more light",
    Flaw.TOO_DARK: "is too dark: use daylight from the side",
    Flaw.TOO_LIGHT: "is too bright: turn the lamp or window away",
    Flaw.GLARE: "has a reflection over the dial: tilt the watch until it is gone",
    Flaw.SMALL: "shows the watch too small: go nearer until it fills most of the frame",
    Flaw.NO_DIAL: "shows no dial that could be found: photograph the watch from the front, alone",
    Flaw.SEVERAL_DIALS: "shows more than one dial: photograph the one watch alone",
}
