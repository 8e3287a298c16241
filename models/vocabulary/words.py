"""The words that people read, one table for each code. A test checks that no code lacks its words."""

from collections.abc import Iterable

from models.vocabulary.photo import Flaw, Rejection
from models.vocabulary.views import Component, View

REJECTION: dict[Rejection, str] = {
    Rejection.EMPTY: "the file is empty",
    Rejection.TOO_LARGE: "the file is too large",
    Rejection.TOO_MANY_PIXELS: "the picture has too many pixels",
    Rejection.TOO_FEW_PIXELS: "the picture is too small to show anything",
    Rejection.NOT_AN_IMAGE: "this is not a picture, whatever its name says",
    Rejection.UNSUPPORTED: "this kind of picture cannot be read",
    Rejection.TWO_TYPES: "the file is two kinds of file at once",
    Rejection.TRUNCATED: "the file ends before the picture does",
    Rejection.CORRUPT: "the picture is damaged and cannot be read",
    Rejection.ANIMATED: "this is an animation",
    Rejection.SEVERAL_PICTURES: "the file holds several pictures",
    Rejection.BLOATED_METADATA: "the file carries far more hidden data than a photo needs",
}
"""What is wrong with a file."""

REJECTION_REMEDY: dict[Rejection, str] = {
    Rejection.EMPTY: "copy it from the camera again",
    Rejection.TOO_LARGE: "send it as the camera wrote it, not as a scan or a raw file",
    Rejection.TOO_MANY_PIXELS: "send it as the camera wrote it",
    Rejection.TOO_FEW_PIXELS: "send the original, not a thumbnail",
    Rejection.NOT_AN_IMAGE: "send a JPEG, PNG, WebP or HEIC photo",
    Rejection.UNSUPPORTED: "send a JPEG, PNG, WebP or HEIC photo",
    Rejection.TWO_TYPES: "send the photo alone",
    Rejection.TRUNCATED: "copy it from the camera again",
    Rejection.CORRUPT: "copy it from the camera again",
    Rejection.ANIMATED: "send a single photo",
    Rejection.SEVERAL_PICTURES: "send each as a photo of its own",
    Rejection.BLOATED_METADATA: "export the photo again",
}
"""What to do about it."""

FLAW: dict[Flaw, str] = {
    Flaw.BLURRED: "is not sharp",
    Flaw.TOO_DARK: "is too dark",
    Flaw.TOO_LIGHT: "is too bright",
    Flaw.GLARE: "has a reflection over the dial",
    Flaw.SMALL: "shows the watch too small",
    Flaw.NO_DIAL: "shows no dial that could be found",
    Flaw.SEVERAL_DIALS: "shows more than one dial",
}
"""What is wrong with a photo, after its name."""

FLAW_REMEDY: dict[Flaw, str] = {
    Flaw.BLURRED: "hold the camera still, tap the watch to focus, and use more light",
    Flaw.TOO_DARK: "use daylight from the side",
    Flaw.TOO_LIGHT: "turn the lamp or window away",
    Flaw.GLARE: "tilt the watch until the reflection is gone",
    Flaw.SMALL: "go nearer until the watch fills most of the frame",
    Flaw.NO_DIAL: "from the front, the watch alone",
    Flaw.SEVERAL_DIALS: "the one watch alone, with no other watch or clock in the frame",
}
"""How to photograph it again."""

FLAW_OF_PART: dict[Flaw, str] = {
    Flaw.GLARE: "has a reflection over {the}",
    Flaw.SMALL: "shows {the} too small",
    Flaw.NO_DIAL: "shows no {part} that could be found",
    Flaw.SEVERAL_DIALS: "shows more than one dial",
}
"""The same of a photo of one part, where the words for a watch would name what is not there."""

FLAW_REMEDY_OF_PART: dict[Flaw, str] = {
    Flaw.BLURRED: "hold the camera still, tap {the} to focus, and use more light",
    Flaw.GLARE: "tilt {it} until the reflection is gone",
    Flaw.SMALL: "go nearer until {the} fills most of the frame",
    Flaw.NO_DIAL: "from the front, nothing else in the frame",
    Flaw.SEVERAL_DIALS: "this one alone, with no other dial, watch or clock in the frame",
}

COMPONENT: dict[Component, str] = {
    Component.DIAL: "dial",
    Component.HANDS: "hands",
    Component.CROWN: "crown",
    Component.BEZEL: "bezel",
    Component.CASE: "case",
    Component.CASEBACK: "case back",
    Component.MOVEMENT: "movement",
    Component.BRACELET: "bracelet or strap",
    Component.CLASP: "clasp",
    Component.SERIAL: "serial number",
    Component.PAPERS: "papers",
    Component.WHOLE: "watch as a whole",
}

VIEW: dict[View, str] = {
    View.DIAL: "dial",
    View.CASEBACK: "case back",
    View.MOVEMENT: "movement",
    View.CROWN: "crown",
    View.BEZEL: "bezel",
    View.HANDS: "hands",
    View.BRACELET: "bracelet or strap",
    View.CLASP: "clasp",
    View.SERIAL: "serial number",
    View.PAPERS: "papers",
    View.OTHER: "part from another side",
}
"""What a photo is of."""

EXAMINER: dict[str, str] = {
    "identity": "reading of text and numbers",
    "dial": "measurement of the dial",
    "reference": "comparison with reference photos",
    "integrity": "examination of the photo files",
    "possession": "check of what the owner was asked to show",
    "vision": "vision model",
    "expert": "expert",
}

UNAVAILABLE: dict[str, str] = {
    "no key": "no access to it was set up",
    "bad key": "the access that was set up was not accepted",
    "no photos": "there was no photo that it could be shown",
    "refused": "it declined to answer",
    "blocked": "a filter withheld its answer",
    "empty answer": "its answer was empty",
    "malformed answer": "its answer did not have the form that was asked for",
    "truncated": "its answer was cut off",
    "rate limited": "it was too busy",
    "rate limiter unavailable": "it could not be asked in turn, since the counter of requests was not at hand",
    "server error": "it had a fault",
    "timeout": "it did not answer in time",
    "unreachable": "it could not be reached",
    "circuit open": "it had failed so often that it was not asked",
    "bad request": "it could not take the question",
    "over budget": "the budget of the case was spent",
    "trial": "this was a trial, in which it is not asked",
    "daily budget": "the budget for it was spent for the day",
    "no reviews": "what was decided is not at hand, or not in a form that can be read",
    "reviews incomplete": "not as many have decided as were wanted",
    "out of time": "the time for the case was over",
    "time limit": "it took longer than it may",
    "internal fault": "it had a fault, which was reported",
}
"""Why an examiner, or one of its looks, gave no answer."""

_THINGS: dict[str, str] = {
    **{component.value: name for component, name in COMPONENT.items()},
    **{view.value: name for view, name in VIEW.items()},
    **EXAMINER,
}


def the(component: Component) -> str:
    """Return the component with its article: ``the dial``."""
    return f"the {COMPONENT[component]}"


def this(part: Component) -> str:
    """Return a part that is examined by itself, pointed at: ``this dial``, ``these hands``."""
    return f"{'these' if part is Component.HANDS else 'this'} {COMPONENT[part]}"


def view_of(view: View, part: Component | None) -> str:
    """Return what a photo is of; of one part, ``the dial from another side`` instead of an unnamed one."""
    return f"{COMPONENT[part]} from another side" if part is not None and view is View.OTHER else VIEW[view]


def flaw_of(flaw: Flaw, part: Component | None) -> str:
    """Return what is wrong with a photo, of a watch or of one part of it."""
    told = FLAW[flaw] if part is None else FLAW_OF_PART.get(flaw, FLAW[flaw])
    return told if part is None else told.format(the=the(part), part=COMPONENT[part])


def remedy_of(flaw: Flaw, part: Component | None) -> str:
    """Return how to photograph it again."""
    told = FLAW_REMEDY[flaw] if part is None else FLAW_REMEDY_OF_PART.get(flaw, FLAW_REMEDY[flaw])
    return told if part is None else told.format(the=the(part), it="them" if part is Component.HANDS else "it")


def capital(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def listed(names: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def no_photo(view: View) -> str:
    """Return that a view was not photographed."""
    return f"no photo of the {VIEW[view]} was submitted"


def rejection(reason: Rejection) -> str:
    """Return what is wrong with a file and what to do about it."""
    return f"{REJECTION[reason]}; {REJECTION_REMEDY[reason]}"


def unavailable(why: str) -> str:
    """Return why an examiner gave no answer. A code without words is shown as it is: a newer worker may have it."""
    return UNAVAILABLE.get(why, why)


def thing(what: str) -> str:
    """Return the name of a component, view or examiner; anything else is a name already."""
    return _THINGS.get(what, what)
