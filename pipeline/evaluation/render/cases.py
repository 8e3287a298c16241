"""The example cases: what is photographed, what is claimed, and the files that come of it."""

import io
import json
from collections.abc import Iterator

from PIL import Image

from models.vocabulary.claim import Claim
from models.vocabulary.value import Value
from models.vocabulary.views import View
from pipeline.evaluation.render.photos import (
    CROWN_CAMERA,
    PAPERS_CAMERA,
    render_caseback_photo,
    render_dial_photo,
    render_movement_photo,
    render_papers_photo,
)
from pipeline.evaluation.render.watch import (
    DEFAULT_CAMERA,
    DEFAULT_LIGHT,
    FLAWLESS,
    TIDEWATCH,
    Camera,
    Defects,
    Light,
    Rendered,
    Watch,
)


class Shot(Value):
    """One photo of an example.

    :ivar view: dial; crown, bezel or hands (a close look at the same side); caseback, movement or papers.
    """

    view: View
    watch: Watch = TIDEWATCH
    defects: Defects = FLAWLESS
    camera: Camera = DEFAULT_CAMERA
    light: Light = DEFAULT_LIGHT
    seed: int

    @property
    def file_name(self) -> str:
        """Named by its view, as a case's photos are."""
        return f"{self.view.value}.jpg"


class Example(Value):
    """A folder of photos with a claim.

    :ivar about: what the folder shows; stands as a comment in its ``claim.toml``.
    """

    name: str
    about: str
    claim: Claim
    shots: tuple[Shot, ...]


def render(shot: Shot, seed: int = 0) -> Rendered:
    """Draw one shot; ``seed`` is added to its own, for another table, another grain, other scratches.

    :raises ValueError: for a view that cannot be drawn.
    """
    number = shot.seed + seed
    match shot.view:
        case View.DIAL | View.CROWN | View.BEZEL | View.HANDS:
            return render_dial_photo(shot.watch, shot.camera, shot.light, number, defects=shot.defects)
        case View.CASEBACK:
            return render_caseback_photo(shot.watch, shot.camera, shot.light, number)
        case View.MOVEMENT:
            return render_movement_photo(shot.watch, shot.camera, shot.light, number)
        case View.PAPERS:
            return render_papers_photo(shot.watch, shot.camera, shot.light, number)
        case _:
            raise ValueError(f"there is no drawing of the view {shot.view.value}")


def jpeg(photo: Rendered, quality: int) -> bytes:
    """Encode without any metadata: there is no camera, no place and no time to tell of."""
    file = io.BytesIO()
    Image.fromarray(photo.pixels).save(file, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
    return file.getvalue()


def claim_toml(example: Example) -> str:
    """The claim as TOML. JSON's strings and numbers are TOML's too (TOML 1.0, basic strings)."""
    fields = example.claim.model_dump(mode="json", exclude_none=True)
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join([f"# {example.about}", *lines, ""])


def files(example: Example, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of an example, drawn one at a time."""
    yield "claim.toml", claim_toml(example).encode()
    for shot in example.shots:
        yield shot.file_name, jpeg(render(shot, seed), shot.camera.quality)


_CLAIM = Claim(
    brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial=TIDEWATCH.serial, year=2023, calibre="AM31"
)
_BACK = Camera(tilt=6.0, azimuth=-60.0, rotation=-4.0, look_at=(-1.0, 0.0))
_OTHER_LIGHT = Light(azimuth=-62.0, elevation=52.0, warmth=-0.15)
_WRONG_DIAL = Defects(
    words=(("TIDEWATCH", "FIELDMASTER"), ("AUTOMATIC", "AUTOMTIC")),
    shifted=((6, 3.0),),
)
_DIAL_IN_FRAME = 0.5
"""The dial's diameter as a fraction of the picture's width, with the default camera."""

EXAMPLES: tuple[Example, ...] = (
    Example(
        name="aldenmoor-tidewatch",
        about="A watch as its maker would have made it, drawn by ./adriel render-examples.",
        claim=_CLAIM,
        shots=(
            Shot(view=View.DIAL, seed=11),
            Shot(view=View.CROWN, camera=CROWN_CAMERA, seed=14),
            Shot(view=View.CASEBACK, camera=_BACK, seed=12),
            Shot(view=View.PAPERS, camera=PAPERS_CAMERA, seed=13),
        ),
    ),
    Example(
        name="aldenmoor-wrong-dial",
        about="The same claim, but the dial names another model, misspells a word, and has a marker off its place.",
        claim=_CLAIM,
        shots=(
            Shot(
                view=View.DIAL,
                defects=_WRONG_DIAL,
                camera=Camera(tilt=10.0, azimuth=120.0, rotation=-5.0),
                light=_OTHER_LIGHT,
                seed=21,
            ),
            Shot(view=View.CASEBACK, camera=Camera(tilt=9.0, azimuth=30.0, rotation=2.0), light=_OTHER_LIGHT, seed=22),
            Shot(
                view=View.PAPERS, camera=PAPERS_CAMERA.model_copy(update={"rotation": 2.0}), light=_OTHER_LIGHT, seed=23
            ),
        ),
    ),
    Example(
        name="aldenmoor-blurred",
        about="A dial too far out of focus to be judged: the blur is two hundredths of its diameter.",
        claim=_CLAIM,
        shots=(
            Shot(view=View.DIAL, camera=Camera(defocus=0.02 * _DIAL_IN_FRAME, rotation=4.0), seed=31),
            Shot(view=View.CASEBACK, camera=_BACK.model_copy(update={"rotation": 3.0}), seed=32),
        ),
    ),
)
