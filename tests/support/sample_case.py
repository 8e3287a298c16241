"""A case as the stages would leave it, with three drawn photos: what report, certificate and PDF are tried on."""

import hashlib
import io
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from models.vocabulary.admission import Admission, Admitted, NeedsPhotos, Wanted
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examination, Examined, NotExamined, Unavailable, Usage
from models.vocabulary.finding import Bearing, Finding, Region
from models.vocabulary.photo import (
    Ellipse,
    Flaw,
    Measurements,
    Metadata,
    NoDial,
    Perceptual,
    Preparation,
    Prepared,
    Rejected,
    Rejection,
    Submitted,
)
from models.vocabulary.verdict import Assurance, Contribution, Coverage, Outcome, Score, Verdict
from models.vocabulary.views import Component, Profile, View

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
SERIAL = "M204817"
VERSIONS = {"adriel": "0.1.0", "catalogue": "2026-03-01", "calibration": "declared-1"}
BASIS = "declared by judgement, no sample: a cap on every component keeps one of them from deciding anything"

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class SampleCase:
    """The records of a case and the bytes of its photos.

    :ivar originals: label -> bytes as submitted.
    :ivar pictures: label -> derivative JPEG.
    """

    case: CaseFile
    preparations: tuple[Preparation, ...]
    admission: Admission
    examinations: tuple[Examination, ...]
    verdict: Verdict
    originals: dict[str, bytes]
    pictures: dict[str, bytes]

    def records(self) -> dict[str, Any]:
        """Return the arguments that ``report.build`` takes from the records."""
        return {
            "case": self.case,
            "preparations": self.preparations,
            "admission": self.admission,
            "examinations": self.examinations,
            "verdict": self.verdict,
            "versions": VERSIONS,
            "now": NOW,
        }

    def claiming(self, **claim: Any) -> "SampleCase":  # noqa: ANN401 - fields of Claim
        """Return the case with another claim."""
        changed = Claim.model_validate({**self.case.claim.model_dump(), **claim})
        return replace(self, case=self.case.model_copy(update={"claim": changed}))


def authentic() -> SampleCase:
    return _case(
        Outcome.AUTHENTIC, _genuine_findings(), {"dial": 1.21, "caseback": 0.94, "movement": 0.58, "hands": 0.4}
    )


def counterfeit() -> SampleCase:
    return _case(Outcome.COUNTERFEIT, _fake_findings(), {"dial": -1.62, "caseback": -0.88, "movement": 0.21})


def inconclusive() -> SampleCase:
    return _case(Outcome.INCONCLUSIVE, _local_findings(), {"dial": 0.52, "caseback": -0.18}, assurance=Assurance.LOCAL)


def needs_photos() -> SampleCase:
    base = inconclusive()
    wanted = Wanted(view=View.DIAL, why="No photo shows the dial sharply: photograph it from the front, in daylight.")
    return replace(
        base,
        admission=NeedsPhotos(wanted=(wanted,)),
        examinations=(),
        verdict=Verdict(outcome=Outcome.NEEDS_PHOTOS, assurance=Assurance.NONE, score=None),
    )


def _case(
    outcome: Outcome,
    examinations: tuple[Examination, ...],
    weights: dict[str, float],
    assurance: Assurance = Assurance.VISION,
) -> SampleCase:
    originals = {"dial": draw_dial(), "caseback": draw_caseback(), "movement": draw_movement()}
    submitted = {
        label: Submitted(sha256=sha256(data), view=View(label), size=len(data)) for label, data in originals.items()
    }
    broken = Submitted(sha256=sha256(b"broken"), view=View.PAPERS, size=6)
    return SampleCase(
        case=_case_file((*submitted.values(), broken)),
        preparations=(
            *(_prepared(submitted[label], originals[label]) for label in originals),
            Rejected(photo=broken, reason=Rejection.TRUNCATED, detail="ends after 6 bytes"),
        ),
        admission=Admitted(gaps=(Wanted(view=View.CLASP, why="no photo of the clasp: its signature is often copied"),)),
        examinations=examinations,
        verdict=_verdict(outcome, assurance, weights, examinations),
        originals=originals,
        pictures=dict(originals),
    )


def _case_file(photos: tuple[Submitted, ...]) -> CaseFile:
    return CaseFile(
        case="k3v9q2m7x4p1",
        examination=1,
        profile=Profile.WATCH,
        claim=Claim(
            brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial=SERIAL, year=2023, calibre="AM31"
        ),
        photos=photos,
        created="2026-03-14T09:24:10Z",
        serial_salt="00112233445566778899aabbccddeeff",
        examiners=("identity", "vision"),
    )


def _prepared(photo: Submitted, data: bytes) -> Prepared:
    dial = photo.view is View.DIAL
    return Prepared(
        photo=photo,
        derivative=photo.sha256,
        derivative_size=(1400, 1050) if dial else (1050, 1050),
        pixels=sha256(data + b"pixels"),
        perceptual=Perceptual(pdq=sha256(data + b"pdq"), quality=97),
        measurements=Measurements(
            width=4032 if dial else 3024,
            height=3024,
            focus=0.83,
            exposure=0.46,
            clipped_dark=0.01,
            clipped_light=0.004,
            glare=0.02,
            dial_pixels=2210.0 if dial else 0.0,
        ),
        metadata=Metadata(format="JPEG", orientation=1, camera_make="Lumen", camera_model="L3", has_location=True),
        dial=Ellipse(centre=(0.5, 0.5), axes=(0.31, 0.31), angle=0.0, support=0.91)
        if dial
        else NoDial(reason="none", found=0),
        flaws=(Flaw.GLARE,) if photo.view is View.MOVEMENT else (),
    )


def _verdict(
    outcome: Outcome, assurance: Assurance, weights: dict[str, float], examinations: tuple[Examination, ...]
) -> Verdict:
    total = sum(weights.values())
    odds = 10**total
    seen = tuple(Component(name) for name in weights)
    unseen = tuple(c for c in (Component.CLASP, Component.CROWN, Component.PAPERS) if c not in seen)
    counts = [f.component for e in examinations if isinstance(e, Examined) for f in e.findings]
    score = Score(
        posterior=odds / (1 + odds),
        log10_lr=total,
        prior=0.5,
        contributions=tuple(
            Contribution(component=c, log10_lr=weights[c], unshrunk=weights[c] * 1.4, findings=counts.count(c))
            for c in seen
        ),
        coverage=Coverage(fraction=0.82 if len(weights) > 2 else 0.41, seen=seen, unseen=unseen),
        table="declared 1",
        basis=BASIS,
    )
    return Verdict(
        outcome=outcome, assurance=assurance, score=score, reasons=_REASONS[outcome], advice=_ADVICE[outcome]
    )


_REASONS: dict[Outcome, tuple[str, ...]] = {
    Outcome.AUTHENTIC: ("Dial, case back and movement agree with the claim, and nothing speaks against it.",),
    Outcome.COUNTERFEIT: ("The dial's wording and the engraving of the case back contradict the claim.",),
    Outcome.INCONCLUSIVE: (
        "Too little of the watch was seen: 41 % of what the profile asks for, where 60 % is needed.",
        "The evidence speaks slightly for the claim, and much too weakly to call it.",
    ),
}
_ADVICE: dict[Outcome, tuple[str, ...]] = {
    Outcome.AUTHENTIC: (),
    Outcome.COUNTERFEIT: ("An expert can confirm this with the watch in hand.",),
    Outcome.INCONCLUSIVE: (
        "Photograph the movement with the case back open: it would weigh most.",
        "Photograph the clasp's inner side, close enough to read its signature.",
    ),
}


def _finding(  # noqa: PLR0913 - a row of a table
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


def _genuine_findings() -> tuple[Examination, ...]:
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


def _fake_findings() -> tuple[Examination, ...]:
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


def _local_findings() -> tuple[Examination, ...]:
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


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_cache: dict[str, bytes] = {}


def _jpeg(name: str, image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    _cache[name] = out.getvalue()
    return _cache[name]


def _canvas(width: int, height: int, ground: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    light = Image.radial_gradient("L").resize((width, height))
    image = Image.composite(
        Image.new("RGB", (width, height), (70, 62, 54)), Image.new("RGB", (width, height), ground), light
    )
    return image, ImageDraw.Draw(image)


def _text(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, size: int, fill: tuple[int, int, int]
) -> None:
    draw.text(at, words, font=ImageFont.load_default(size), fill=fill, anchor="mm")


def _disc(draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, fill: tuple[int, int, int]) -> None:
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def draw_dial() -> bytes:
    if "dial" in _cache:
        return _cache["dial"]
    image, draw = _canvas(1400, 1050, (196, 186, 172))
    centre = (700.0, 525.0)
    for radius, fill in (
        (470, (120, 122, 126)),
        (455, (196, 199, 203)),
        (438, (24, 34, 52)),
        (360, (172, 176, 181)),
        (350, (17, 27, 46)),
    ):
        _disc(draw, centre, radius, fill)
    for hour in range(12):
        angle = math.radians(hour * 30)
        x, y = centre[0] + 300 * math.sin(angle), centre[1] - 300 * math.cos(angle)
        _disc(draw, (x, y), 24 if hour % 3 else 32, (214, 216, 210))
        _disc(draw, (x, y), 18 if hour % 3 else 25, (236, 241, 214))
    for words, y, size in (
        ("ALDENMOOR", 372, 40),
        ("TIDEWATCH", 660, 30),
        ("AUTOMATIC", 712, 20),
        ("200m", 746, 20),
        ("SWISS MADE", 838, 15),
    ):
        _text(draw, (700, y), words, size, (232, 234, 236))
    for angle, length, width in ((304, 170, 22), (50, 255, 16)):
        tip = (centre[0] + length * math.sin(math.radians(angle)), centre[1] - length * math.cos(math.radians(angle)))
        draw.line((*centre, *tip), fill=(223, 226, 229), width=width)
    _disc(draw, centre, 16, (223, 226, 229))
    return _jpeg("dial", image.filter(ImageFilter.GaussianBlur(0.8)))


def draw_caseback() -> bytes:
    if "caseback" in _cache:
        return _cache["caseback"]
    image, draw = _canvas(1050, 1050, (178, 170, 158))
    centre = (525.0, 525.0)
    for radius, fill in (
        (450, (112, 114, 118)),
        (436, (186, 188, 192)),
        (330, (150, 152, 157)),
        (324, (194, 196, 200)),
    ):
        _disc(draw, centre, radius, fill)
    for words, y, size in (
        ("ALDENMOOR", 380, 52),
        ("REF. AM-2204", 480, 38),
        ("SERIAL M204817", 548, 38),
        ("WATER RESISTANT 200M", 630, 28),
        ("STAINLESS STEEL", 690, 28),
    ):
        _text(draw, (525, y), words, size, (92, 94, 99))
    return _jpeg("caseback", image.filter(ImageFilter.GaussianBlur(0.8)))


def draw_movement() -> bytes:
    if "movement" in _cache:
        return _cache["movement"]
    image, draw = _canvas(1050, 1050, (160, 152, 140))
    centre = (525.0, 525.0)
    for radius, fill in ((450, (110, 112, 116)), (430, (182, 184, 186)), (400, (205, 198, 180))):
        _disc(draw, centre, radius, fill)
    for x, y, radius in ((400, 360, 105), (640, 340, 130), (525, 525, 60)):
        _disc(draw, (x, y), radius, (188, 160, 96))
        _disc(draw, (x, y), radius * 0.3, (168, 40, 66))
    draw.pieslice((145, 145, 905, 905), 5, 175, fill=(168, 171, 176))
    for x in range(170, 890, 26):
        draw.line((x, 560, x - 40, 900), fill=(190, 193, 197), width=4)
    _text(draw, (525, 720), "CAL. AM31", 40, (88, 90, 95))
    return _jpeg("movement", image.filter(ImageFilter.GaussianBlur(0.8)))
