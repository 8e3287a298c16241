import hashlib
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from models.vocabulary.claim import Claim
from pipeline.evaluation.render.cases import EXAMPLES, Example, Shot, claim_toml, render
from pipeline.evaluation.render.command import main

FOLDER = Path(__file__).resolve().parents[4] / "examples"
PHOTOS = [
    pytest.param(example, shot, id=f"{example.name}/{shot.file_name}") for example in EXAMPLES for shot in example.shots
]
WORDING = {
    "dial": ("ALDENMOOR", "TIDEWATCH", "AUTOMATIC", "200m", "SWISS", "MADE"),
    "caseback": ("ALDENMOOR", "REF. AM-2204", "SERIAL M204817", "CAL. AM31"),
    "papers": ("ALDENMOOR", "Tidewatch", "AM-2204", "M204817"),
}


def photo_file(example: Example, shot: Shot) -> Path:
    return FOLDER / example.name / shot.file_name


def largest_difference(one: np.ndarray, other: np.ndarray) -> float:
    """Of any block of 8 x 8 pixels: what JPEG does to noise averages out, what was drawn otherwise does not."""
    assert one.shape == other.shape
    size = (one.shape[1] // 8, one.shape[0] // 8)
    small = [cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_AREA) for picture in (one, other)]
    return float(np.abs(small[0] - small[1]).max())


def at_width(shot: Shot, width: int) -> Shot:
    """The same shot with fewer pixels."""
    height = round(width * shot.camera.height / shot.camera.width)
    return shot.model_copy(update={"camera": shot.camera.model_copy(update={"width": width, "height": height})})


def segments(jpeg: bytes) -> list[int]:
    """The markers before the picture's data."""
    found, at = [], 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_each_example_holds_its_photos_and_a_valid_claim_and_nothing_else(example: Example) -> None:
    names = {path.name for path in (FOLDER / example.name).iterdir()}
    assert names == {"claim.toml", *(shot.file_name for shot in example.shots)}
    text = (FOLDER / example.name / "claim.toml").read_text()
    assert text == claim_toml(example)
    assert Claim(**tomllib.loads(text)) == example.claim


def test_the_folder_is_small_enough_to_be_cloned() -> None:
    sizes = {path: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 6_000_000
    assert max(sizes.values()) < 700_000


@pytest.mark.parametrize(("example", "shot"), PHOTOS)
def test_photos_carry_no_metadata(example: Example, shot: Shot) -> None:
    content = photo_file(example, shot).read_bytes()
    assert not [marker for marker in segments(content) if 0xE1 <= marker <= 0xEF or marker == 0xFE]
    with Image.open(photo_file(example, shot)) as image:
        assert not image.getexif()


@pytest.mark.slow
@pytest.mark.parametrize(("example", "shot"), PHOTOS)
def test_the_shipped_photos_are_what_the_renderer_draws_today(example: Example, shot: Shot) -> None:
    shipped = np.asarray(Image.open(photo_file(example, shot)).convert("RGB"))
    assert largest_difference(shipped, render(shot).pixels) < 8.0


@pytest.mark.slow
def test_one_letter_more_on_the_dial_would_be_noticed() -> None:
    shot = EXAMPLES[1].shots[0]
    shipped = np.asarray(Image.open(photo_file(EXAMPLES[1], shot)).convert("RGB"))
    words = tuple(pair for pair in shot.defects.words if pair[0] != "AUTOMATIC")
    changed = shot.model_copy(update={"defects": shot.defects.model_copy(update={"words": words})})
    assert largest_difference(shipped, render(changed).pixels) > 16.0


@pytest.mark.slow
def test_rendering_again_writes_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digests = []
    for folder in ("one", "two"):
        assert main(["--out", str(tmp_path / folder), "--only", "aldenmoor-blurred"]) == 0
        files = sorted((tmp_path / folder).rglob("*.*"))
        digests.append([(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files])
    assert digests[0] == digests[1]
    assert [name for name, _ in digests[0]] == ["caseback.jpg", "claim.toml", "dial.jpg"]
    assert "dial.jpg" in capsys.readouterr().out


def test_the_wrong_dial_names_another_model_and_the_case_back_does_not() -> None:
    dial, back = ({box.text for box in render(at_width(shot, 240)).texts} for shot in EXAMPLES[1].shots[:2])
    assert {"FIELDMASTER", "AUTOMTIC"} < dial
    assert not dial & {"TIDEWATCH", "AUTOMATIC"}
    assert "REF. AM-2204" in back


def test_the_blurred_dial_has_lost_its_detail_and_its_case_back_has_not() -> None:
    def detail(path: Path) -> float:
        return float(cv2.Laplacian(cv2.imread(str(path), cv2.IMREAD_REDUCED_GRAYSCALE_4), cv2.CV_32F).var())

    blurred, back = (detail(photo_file(EXAMPLES[2], shot)) for shot in EXAMPLES[2].shots)
    genuine = detail(photo_file(EXAMPLES[0], EXAMPLES[0].shots[0]))
    assert blurred < 0.1 * genuine
    assert back > 0.3 * genuine


@pytest.mark.slow
def test_ocr_reads_the_wording_where_the_ground_truth_says() -> None:
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    reader = RapidOCR(params={**threads, "Global.log_level": "error"})
    for shot in EXAMPLES[0].shots:
        if shot.view not in WORDING:
            continue
        texts = render(at_width(shot, 480)).texts
        answer = reader(str(photo_file(EXAMPLES[0], shot)))
        read = {
            text.replace(" ", ""): (score, box.mean(axis=0))
            for text, score, box in zip(answer.txts, answer.scores, answer.boxes, strict=True)
        }
        for word in WORDING[shot.view]:
            score, middle = read[word.replace(" ", "")]
            assert score > 0.9, word
            truth = [np.mean(box.corners, axis=0) for box in texts if box.text == word]
            away = np.abs(np.array(truth) * (shot.camera.width, shot.camera.height) - middle).max(axis=1)
            assert away.min() < 0.01 * shot.camera.width, word
