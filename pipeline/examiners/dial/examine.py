"""Straightens up to three photos of the dial, measures each, and writes one finding for each criterion."""

from collections.abc import Sequence

from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examined, NotExamined
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse, NoDial, Prepared
from models.vocabulary.views import Component
from models.vocabulary.views import View as Shown
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.dial.centring import measure_centring
from pipeline.examiners.dial.date_window import measure_date
from pipeline.examiners.dial.finding import Criterion, judge
from pipeline.examiners.dial.hand_geometry import measure_hands
from pipeline.examiners.dial.lettering import measure_lettering
from pipeline.examiners.dial.markers import measure_markers
from pipeline.examiners.dial.print_quality import measure_print
from pipeline.examiners.dial.reading import DialView, Measurement
from pipeline.examiners.dial.track import measure_track
from pipeline.examiners.dial.version import NAME, VERSION
from pipeline.examiners.straightened import hands_on, straightened
from pipeline.imaging.rectified import NotRectified, RectifiedDial, Unfit

MOST = 3
"""Photos: the lower middle of three already leaves one bad photo without a say."""

COARSEST = 0.3
"""Pixels of the original for each of the rectified picture: a dial of 240 pixels. On a smaller one a moderate fault is
within the error of measurement, so that its absence says nothing."""

_VIEWS = (Shown.DIAL, Shown.HANDS, Shown.BEZEL)

CRITERIA: tuple[tuple[Criterion, Measurement], ...] = (
    (
        Criterion(
            "marker_positions",
            Component.DIAL,
            "The hour markers",
            "The {count} hour markers that can be seen clearly stand in their places, the worst of them {worst} off.",
        ),
        measure_markers,
    ),
    (
        Criterion(
            "minute_track",
            Component.DIAL,
            "The minute track",
            "The minute track is even: nine of ten strokes stand within {worst} of their places.",
        ),
        measure_track,
    ),
    (
        Criterion(
            "ring_centring",
            Component.DIAL,
            "The centring of printed rings",
            "What is printed in circles lies about the dial's own centre, the worst of it {worst} off.",
        ),
        measure_centring,
    ),
    (
        Criterion(
            "text_symmetry",
            Component.DIAL,
            "The symmetry of the text",
            "The lines of text are centred, the worst of them {worst} off.",
        ),
        measure_lettering,
    ),
    (
        Criterion(
            "date_window",
            Component.DIAL,
            "The date window",
            "The date window stands on the line to its hour, {worst} off.",
        ),
        measure_date,
    ),
    (
        Criterion(
            "print_quality",
            Component.DIAL,
            "The edges of the print",
            "The edges of the print are smooth: {worst} longer than they need be, where {allowed} is allowed.",
        ),
        measure_print,
    ),
    (
        Criterion(
            "hand_geometry",
            Component.HANDS,
            "The hands",
            "The hands agree with each other and reach as far as the dial wants.",
        ),
        measure_hands,
    ),
)

_UNFIT: dict[Unfit, str] = {
    Unfit.TOO_SMALL: "the dial is too small in it",
    Unfit.CUT_OFF: "a part of the dial lies outside the picture",
    Unfit.FLAT: "nothing can be made out on the dial",
    Unfit.IRREGULAR: "no rings or marks at even steps were found to straighten the dial by",
}

_NO_DIAL = {
    "none": "no dial was found in it",
    "several": "it shows several dials, and which one is meant cannot be known",
    "too_small": "the dial is too small in it",
}


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examined:
    """Examine the dial of a case."""
    del case, knowledge
    offered = [photo for view in _VIEWS for photo in photos.of(view)]
    views: list[DialView] = []
    skipped: list[NotExamined] = []
    for photo in offered:
        seen = _seen(photos, photo) if len(views) < MOST else f"{MOST} photos of the dial are enough"
        if isinstance(seen, str):
            skipped.append(NotExamined(what=photo.photo.label, why=seen))
        else:
            views.append(_view(photos, seen, photo))
    findings = tuple(judge(criterion, [measure(view) for view in views]) for criterion, measure in CRITERIA if views)
    unknown = [each for each in findings if each.bearing is Bearing.UNREADABLE]
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=findings,
        photos=tuple(view.photo for view in views),
        not_examined=(
            *_missing(offered),
            *skipped,
            *(NotExamined(what=each.component, why=each.sentence) for each in unknown),
        ),
        versions={"code": VERSION},
    )


def _missing(offered: Sequence[Prepared]) -> tuple[NotExamined, ...]:
    return () if offered else (NotExamined(what=Component.DIAL, why="no photo of the dial"),)


def _seen(photos: Photos, photo: Prepared) -> RectifiedDial | str:
    """Return the photo's dial, straightened, or why it is left out."""
    match photo.dial:
        case NoDial(reason=reason):
            return _NO_DIAL[reason]
        case Ellipse() as outline:
            straight = straightened(photos, photo, outline)
            if isinstance(straight, NotRectified):
                return _UNFIT[straight.reason]
            return straight if straight.quality.scale >= COARSEST else _UNFIT[Unfit.TOO_SMALL]


def _view(photos: Photos, dial: RectifiedDial, photo: Prepared) -> DialView:
    return DialView(dial, photo.photo.sha256, photo.photo.label, hands_on(photos, photo, dial, upright=True))
