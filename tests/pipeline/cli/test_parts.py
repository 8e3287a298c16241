"""One part alone on the command line, each of those that can be claimed."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from models.parts import PARTS
from models.vocabulary.views import Component
from models.vocabulary.words import this
from pipeline.evaluation.render.photos import render_movement_photo
from pipeline.evaluation.render.watch import DEFAULT_CAMERA, TIDEWATCH
from tests.pipeline.cli.conftest import ROOT, Product

pytestmark = pytest.mark.slow

GENUINE = ROOT / "examples" / "aldenmoor-tidewatch"
CLAIM = ("--brand", "Aldenmoor", "--model", "Tidewatch", "--reference", "AM-2204")

PHOTOS = {
    Component.DIAL: {"dial": "dial"},
    Component.HANDS: {"dial": "dial"},
    Component.BEZEL: {"bezel": "dial"},
    Component.CROWN: {"crown": "crown"},
    Component.CASE: {"other": "crown"},
    Component.CASEBACK: {"caseback": "caseback"},
    Component.MOVEMENT: {"movement": "movement"},
    Component.BRACELET: {"bracelet": "dial"},
    Component.CLASP: {"clasp": "crown"},
}
"""By part: the view that is handed in, and the example's photo that stands for it."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for path in GENUINE.glob("*.jpg"):
        shutil.copy(path, folder)
    camera = DEFAULT_CAMERA.model_copy(update={"width": 1200, "height": 1200})
    Image.fromarray(render_movement_photo(TIDEWATCH, camera).pixels).save(folder / "movement.jpg", quality=92)
    return folder


@pytest.mark.parametrize("part", list(PARTS))
def test_a_part_is_examined_alone(product: Product, pictures: Path, tmp_path: Path, part: Component) -> None:
    for view, source in PHOTOS[part].items():
        shutil.copy(pictures / f"{source}.jpg", tmp_path / f"{view}.jpg")
    answer = product.authenticate(tmp_path, "--profile", "part", "--part", part.value, *CLAIM)
    assert answer.code == 0, answer.out + answer.err
    assert f"({this(part)} alone)" in answer.out
    assert answer.report["assurance"] == "vision"
    assert answer.report["score"]["coverage"]["seen"] == [part.value]
    judged = {each["component"] for each in answer.report["score"]["contributions"] if each["log10_lr"]}
    assert judged == {part.value}
    assert {"report.json", "report.pdf"} <= answer.files


def test_a_movement_of_another_calibre_contradicts_the_claim(product: Product, pictures: Path, tmp_path: Path) -> None:
    shutil.copy(pictures / "movement.jpg", tmp_path / "movement.jpg")
    answer = product.authenticate(
        tmp_path, "--profile", "part", "--part", "movement", "--brand", "Aldenmoor", "--reference", "AM-3318"
    )
    assert answer.report["outcome"] != "authentic"
    assert "The movement says calibre AM31; AM12 was expected." in answer.report["reasons"][0]
