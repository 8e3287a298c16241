"""What two examiners might have said about the drawn watch: genuine, fake, and too little seen."""

import hashlib

from models.vocabulary.examination import Examination, Examined, NotExamined, Unavailable, Usage
from models.vocabulary.finding import Bearing, Finding, Region
from models.vocabulary.views import Component
from tests.support.drawn_watch import draw_caseback, draw_dial, draw_movement

Box = tuple[float, float, float, float]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _finding(
    component: Component,
    criterion: str,
    bearing: Bearing,
    sentence: str,
    *,
    observed: str = "",
    on: tuple[str, Box] | None = None,
    examiner: str = "vision",
    strength: float = 0.85,
) -> Finding:
    return Finding(
        examiner=examiner,
        version="1",
        component=component,
        criterion=criterion,
        observed=observed or sentence,
        bearing=bearing,
        strength=strength,
        region=_region(*on) if on else None,
        sentence=sentence,
    )


def _region(label: str, box: Box) -> Region:
    drawn = {"dial": draw_dial, "caseback": draw_caseback, "movement": draw_movement}[label]()
    left, top, right, bottom = box
    return Region(photo=sha256(drawn), polygon=((left, top), (right, top), (right, bottom), (left, bottom)))


BRAND_BOX = ("dial", (0.385, 0.325, 0.615, 0.385))
MODEL_BOX = ("dial", (0.40, 0.60, 0.60, 0.655))
HANDS_BOX = ("dial", (0.42, 0.39, 0.62, 0.58))
BACK_BOX = ("caseback", (0.30, 0.42, 0.70, 0.58))
ROTOR_BOX = ("movement", (0.22, 0.45, 0.78, 0.86))


def genuine_findings() -> tuple[Examination, ...]:
    s, n = Bearing.SUPPORTS, Bearing.NEUTRAL
    identity = (
        _finding(
            Component.DIAL,
            "brand_on_dial",
            s,
            "The dial says ALDENMOOR, as claimed.",
            observed="ALDENMOOR",
            on=BRAND_BOX,
            examiner="identity",
            strength=0.98,
        ),
        _finding(
            Component.DIAL,
            "model_on_dial",
            s,
            "The dial says TIDEWATCH, as claimed.",
            observed="TIDEWATCH",
            on=MODEL_BOX,
            examiner="identity",
            strength=0.96,
        ),
        _finding(
            Component.CASEBACK,
            "reference_on_caseback",
            s,
            "The case back names the claimed reference.",
            observed="REF. AM-2204",
            on=BACK_BOX,
            examiner="identity",
            strength=0.93,
        ),
        _finding(
            Component.SERIAL,
            "year_fits",
            n,
            "The serial number's letter fits the year that is claimed.",
            observed="the year's letter",
            examiner="identity",
            strength=0.7,
        ),
    )
    vision = (
        _finding(
            Component.DIAL,
            "printing",
            s,
            "The printing is crisp and even, with clean serifs at this magnification.",
            on=BRAND_BOX,
        ),
        _finding(
            Component.HANDS, "hands", s, "Hands are of the length, taper and finish that the model has.", on=HANDS_BOX
        ),
        _finding(
            Component.MOVEMENT,
            "finishing",
            s,
            "The rotor's striping runs evenly to the edge and is bevelled.",
            on=ROTOR_BOX,
            strength=0.7,
        ),
        _finding(
            Component.CASEBACK, "engraving", s, "The engraving has constant depth and sharp corners.", on=BACK_BOX
        ),
        _finding(
            Component.CROWN,
            "construction",
            Bearing.UNREADABLE,
            "The crown's emblem lies in shadow and could not be judged.",
            strength=0.3,
        ),
    )
    return _examined(identity, vision)


def fake_findings() -> tuple[Examination, ...]:
    c = Bearing.CONTRADICTS
    identity = (
        _finding(
            Component.DIAL,
            "misspelling",
            c,
            "A word on the dial is misspelt: AUTOMATC.",
            observed="AUTOMATC",
            on=("dial", (0.42, 0.66, 0.58, 0.70)),
            examiner="identity",
        ),
        _finding(
            Component.DIAL,
            "brand_on_dial",
            Bearing.SUPPORTS,
            "The dial says ALDENMOOR, as claimed.",
            observed="ALDENMOOR",
            on=BRAND_BOX,
            examiner="identity",
        ),
    )
    vision = (
        _finding(
            Component.DIAL, "printing", c, "Letters differ in weight and stand unevenly on their line.", on=BRAND_BOX
        ),
        _finding(
            Component.CASEBACK,
            "engraving",
            c,
            "The engraving is shallow, with rounded corners, as a laser leaves it.",
            on=BACK_BOX,
        ),
        _finding(
            Component.MOVEMENT,
            "construction",
            Bearing.SUPPORTS,
            "The layout of the bridges fits the claimed calibre.",
            on=ROTOR_BOX,
            strength=0.4,
        ),
    )
    return _examined(identity, vision)


def local_findings() -> tuple[Examination, ...]:
    identity = (
        _finding(
            Component.DIAL,
            "brand_on_dial",
            Bearing.SUPPORTS,
            "The dial says ALDENMOOR, as claimed.",
            observed="ALDENMOOR",
            on=BRAND_BOX,
            examiner="identity",
        ),
        _finding(
            Component.DIAL,
            "model_on_dial",
            Bearing.UNREADABLE,
            "The model's name on the dial could not be read.",
            on=MODEL_BOX,
            examiner="identity",
            strength=0.4,
        ),
        _finding(
            Component.CASEBACK,
            "reference_on_caseback",
            Bearing.CONTRADICTS,
            "The case back seems to name another reference, but the engraving is hard to read.",
            observed="AM-2Z04",
            on=BACK_BOX,
            examiner="identity",
            strength=0.35,
        ),
    )
    return (_examined(identity, ())[0], Unavailable(examiner="vision", version="1", why="no key", passing=False))


def _examined(identity: tuple[Finding, ...], vision: tuple[Finding, ...]) -> tuple[Examination, ...]:
    return (
        Examined(
            examiner="identity",
            version="1",
            findings=identity,
            versions={"ocr": "rapidocr 3.10"},
            not_examined=(
                NotExamined(what="water resistance on the case back", why="the engraving is under a reflection"),
            ),
        ),
        Examined(
            examiner="vision",
            version="1",
            findings=vision,
            versions={"model": "gemini-stand-in", "prompt": "3"},
            usage=Usage(requests=3, input_tokens=9120, output_tokens=1480, cost_usd=0.0131),
        ),
    )
