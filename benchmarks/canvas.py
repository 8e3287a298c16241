"""What the canvas costs: with its stages emptied, against a bare Celery canvas of the same shape.

Both run on the same workers, from the same queues, in turns within one run. The canvas pays for its records, its
attempt marks, its progress events and its messages; the bare one for Celery alone.
"""

import hashlib
import secrets
import time
from typing import Any

import redis as redis_client
from celery import Celery, chain, chord
from celery.canvas import Signature

from benchmarks.canvas_worker import DONE
from benchmarks.fleet import fleet, until
from benchmarks.table import Row, row
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Submitted
from models.vocabulary.views import Profile, View
from pipeline import keys, queues
from pipeline.app import make_app
from pipeline.wiring import Workshop
from pipeline.workflow import Canvas

PHOTOS = (View.DIAL, View.CASEBACK, View.CROWN, View.CLASP, View.MOVEMENT, View.PAPERS)
EXAMINERS = ("identity", "dial", "reference", "vision")


def run(*, short: bool) -> list[Row]:
    """Measure; ``short`` takes a few seconds."""
    cases, rounds = (15, 3) if short else (60, 5)
    with fleet(module="benchmarks.canvas_worker") as workers:
        shop = workers.shop
        app = make_app(shop.settings)
        done = app.signature("bench.done", immutable=True, queue=queues.SCORE)
        bare = [_bare(app, done) for _ in range(cases)]
        _timed(shop, bare[:4])  # every child has loaded its modules
        samples: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(rounds):
            samples["bare"].append(cases / _timed(shop, bare))
            ours = [Canvas(app, _case(shop), "bench", on_done=done).examination() for _ in range(cases)]
            samples["ours"].append(cases / _timed(shop, ours))
    ratios = sorted(mine / theirs for mine, theirs in zip(samples["bare"], samples["ours"], strict=True))
    return [
        row("bare Celery canvas, 6 photos, 4 examiners", samples["bare"], "cases/s"),
        row(
            "our canvas, stages emptied, records and progress included",
            samples["ours"],
            "cases/s",
            ratio=ratios[len(ratios) // 2],
            against="the time of the bare canvas",
            aim="at most 1.3",
        ),
    ]


def _bare(app: Celery, done: Signature[Any]) -> Signature[Any]:
    def task(queue: str) -> Signature[Any]:
        return app.signature("bench.nothing", immutable=True, queue=queue)

    header = [task(queues.queue_of(name)) for name in EXAMINERS]
    body = chain(task(queues.SCORE), task(queues.CERTIFY), task(queues.SCORE), done)
    examine = chord(header, body, app=app)
    admit = app.signature("bench.admit", kwargs={"examine": examine}, immutable=True, queue=queues.SCORE)
    return chord([task(queues.PREPROCESS) for _ in PHOTOS], admit, app=app)


def _case(shop: Workshop) -> CaseFile:
    photos = tuple(
        Submitted(sha256=hashlib.sha256(view.encode()).hexdigest(), view=view, size=len(view)) for view in PHOTOS
    )
    case = CaseFile(
        case=secrets.token_hex(10),
        examination=1,
        profile=Profile.WATCH,
        claim=Claim(brand="Aldenmoor"),
        photos=photos,
        created="2026-01-01T00:00:00+00:00",
        serial_salt="0" * 32,
        examiners=EXAMINERS,
    )
    for photo in photos:
        shop.store.create(keys.photo(case.case, photo.sha256), photo.view.encode())
    shop.store.create(keys.case_file(case.case, 1), case.model_dump_json().encode())
    return case


def _timed(shop: Workshop, canvases: list[Signature[Any]]) -> float:
    """Send all, wait until each has ended; return seconds."""
    counter = redis_client.Redis.from_url(shop.settings.redis.client(3))
    counter.set(DONE, 0)
    begun = time.perf_counter()
    for canvas in canvases:
        canvas.clone().apply_async()
    until(lambda: int(counter.get(DONE) or 0) >= len(canvases), longest=300.0)  # type: ignore[arg-type]
    return time.perf_counter() - begun
