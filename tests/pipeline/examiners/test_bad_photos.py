"""Whatever a photo shows, every local examiner answers within its time, raises nothing, and claims no support."""

import io
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.vocabulary.case import Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined
from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.evaluation.accuracy.cases import KnownCase
from pipeline.evaluation.accuracy.desk import Desk
from pipeline.examiners.registry import REGISTRY
from pipeline.references import SHIPPED
from tests.bad_files import bad_files
from tests.support.desk import known

LOCAL = [name for name in REGISTRY if name not in {"vision", "expert"}]  # whom a program asks, and people
CLAIM = Claim(brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial="M204817", year=2023)
SECONDS = 8.0
"""CPU seconds of an examiner for one photo, on a machine that does other things too; its task may take 90."""

GOOD = Path("examples/aldenmoor-tidewatch/dial.jpg")


def jpeg(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


@cache
def dial() -> np.ndarray:
    picture = Image.open(Path(__file__).parents[3] / GOOD).convert("RGB")
    return np.asarray(picture.resize((1200, 1200)))


def small() -> np.ndarray:
    """A dial of 40 pixels on a plain ground."""
    ground = np.full((480, 480, 3), 90, np.uint8)
    ground[200:280, 200:280] = np.asarray(Image.fromarray(dial()).resize((80, 80)))
    return ground


def cut_off() -> np.ndarray:
    return dial()[:, 560:]


def glaring() -> np.ndarray:
    picture = dial().copy()
    down, across = np.mgrid[0:1200, 0:1200]
    picture[np.hypot(down - 560, across - 600) < 330] = 255
    return picture


def noise() -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (800, 800, 3), dtype=np.uint8)


PICTURES: dict[str, Callable[[], np.ndarray]] = {
    "a dial of 40 pixels": small,
    "a dial cut off by the frame": cut_off,
    "glare over the dial": glaring,
    "black": lambda: np.zeros((700, 700, 3), np.uint8),
    "white": lambda: np.full((700, 700, 3), 255, np.uint8),
    "noise": noise,
}
PARTLY_SEEN = {"a dial cut off by the frame", "glare over the dial"}
READABLE = [name for name, (_, refusal) in bad_files().items() if refusal is None]


def case(data: bytes, name: str, examiner: str) -> KnownCase:
    return known(
        {View.DIAL: data},
        CLAIM,
        name=name,
        references=SHIPPED / "aldenmoor-am-2204",
        challenge=Challenge(time="04:37", code="K7Q4"),
        examiners=(examiner,),
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("blobs"), None)


def ask(desk: Desk, known_case: KnownCase, examiner: str) -> tuple[Examined, float]:
    """Ask as the task does, but past admission and with no net: a fault is the test's."""
    case_file, _, photos = desk.open(known_case)
    begun = time.process_time()
    answer = REGISTRY[examiner].examine(case_file, photos, desk.knowledge)
    assert isinstance(answer, Examined)
    return answer, time.process_time() - begun


@pytest.mark.parametrize("examiner", LOCAL)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_shows_nothing_is_no_evidence_for_the_claim(desk: Desk, examiner: str, name: str) -> None:
    answer, took = ask(desk, case(jpeg(PICTURES[name]()), name, examiner), examiner)
    seen = [each for each in answer.findings if each.bearing is Bearing.SUPPORTS and each.region is not None]
    assert name in PARTLY_SEEN or examiner == "integrity" or seen == []
    assert took < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("examiner", LOCAL)
def test_every_odd_file_that_can_be_read_is_examined_without_a_fault(desk: Desk, examiner: str) -> None:
    for name in READABLE:
        answer, took = ask(desk, case(bad_files()[name][0], name, examiner), examiner)
        assert took < SECONDS, name
        assert answer.examiner == examiner
