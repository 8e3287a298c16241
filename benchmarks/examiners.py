"""How long each local examiner takes for a photo of 12 megapixels, and all of them for a case of six photos.

Each examiner runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2

from benchmarks.fleet import GENUINE, Fleet, fleet, until
from benchmarks.processes import peak_megabytes
from benchmarks.table import Row, row
from models.scoring.labelled import Truth
from models.scoring.table import Domain
from models.vocabulary.case import Challenge
from models.vocabulary.views import View
from pipeline import keys
from pipeline.cli.submission import read_claim
from pipeline.evaluation.accuracy.cases import KnownCase
from pipeline.evaluation.accuracy.desk import Desk
from pipeline.evaluation.accuracy.variants import unchanged
from pipeline.evaluation.render.cases import jpeg
from pipeline.evaluation.render.photos import CROWN_CAMERA, render_dial_photo, render_movement_photo
from pipeline.evaluation.render.watch import DEFAULT_CAMERA, TIDEWATCH, Camera
from pipeline.locations import ROOT
from pipeline.references import SHIPPED

LOCAL = ("identity", "dial", "reference", "integrity", "possession")
SIDE = 3464
"""Pixels of a square photo of 12 megapixels."""


def run(*, short: bool) -> list[Row]:
    """Measure; the short form takes one sample of each."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "dial.jpg"
        photo.write_bytes(_large(Camera(width=600, height=600) if short else Camera(width=SIDE, height=SIDE)))
        rows = [each for name in LOCAL for each in _alone(name, photo, 1 if short else 5)]
        return [*rows, *_case(Path(folder) / "case", 1 if short else 5)]


def _large(camera: Camera) -> bytes:
    return jpeg(render_dial_photo(TIDEWATCH, camera), camera.quality)


def _alone(name: str, photo: Path, rounds: int) -> Iterator[Row]:
    """Run one examiner in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.examiners", name, str(photo), str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, process_group=0)
    told = json.loads(done.stdout)
    yield row(f"{name}, one photo, CPU", told["seconds"], "s")
    yield Row(f"{name}, peak memory", told["megabytes"], "MB")


def _case(folder: Path, rounds: int) -> list[Row]:
    """Time a case of six photos through real, warm workers, without a vision model."""
    _six_photos(folder)
    with fleet(env={"GEMINI_API_KEY": ""}) as workers:
        _timed(workers, folder)
        samples = [_timed(workers, folder) for _ in range(rounds)]
    return [row("six photos, all local examiners, to the score", samples, "s", aim="under 6 s")]


def _six_photos(folder: Path) -> None:
    """The genuine example's four photos, a movement and another dial."""
    shutil.copytree(GENUINE, folder)
    for name, drawn in (
        ("movement.jpg", render_movement_photo(TIDEWATCH, DEFAULT_CAMERA)),
        ("dial-2.jpg", render_dial_photo(TIDEWATCH, CROWN_CAMERA.model_copy(update={"field": 55.0}))),
    ):
        (folder / name).write_bytes(jpeg(drawn, DEFAULT_CAMERA.quality))


def _timed(workers: Fleet, folder: Path) -> float:
    """Seconds from sending a case to its score: all photos prepared, all examiners answered."""
    case = workers.open(folder)
    begun = time.perf_counter()
    workers.send(case)
    until(lambda: any(workers.shop.store.list(f"{keys.examination(case.case, 1)}score/")), longest=120)
    taken = time.perf_counter() - begun
    until(lambda: workers.ended(case), longest=120)
    return taken


def _measure(name: str, photo: Path, rounds: int) -> dict[str, object]:
    """What one examiner takes in this process, without the time that loading its networks takes."""
    cv2.setNumThreads(1)
    known = KnownCase(
        name="bench",
        truth=Truth(genuine=True, watch="bench", reference="AM-2204", domain=Domain.RENDERED),
        claim=read_claim(GENUINE, None, {}),
        photos=lambda: ((View.DIAL, 1, photo.read_bytes()),),
        references=lambda: SHIPPED / "aldenmoor-am-2204",
        challenge=Challenge(time="10:10", code="K7Q4"),
        examiners=(name,),
    )
    with tempfile.TemporaryDirectory() as blobs:
        desk = Desk(Path(blobs), None)
        taken = [desk.examine(known, unchanged).seconds[name] for _ in range(rounds + 1)][1:]
    # Not getrusage: its peak is inherited from the process that started this one, which drew the photo.
    return {"seconds": taken, "megabytes": peak_megabytes(os.getpgid(0))}


def main() -> None:
    """Measure one examiner; print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examiner", choices=LOCAL)
    parser.add_argument("photo", type=Path)
    parser.add_argument("rounds", type=int)
    options = parser.parse_args()
    print(json.dumps(_measure(options.examiner, options.photo, options.rounds)))


if __name__ == "__main__":
    main()
