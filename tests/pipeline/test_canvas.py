"""The canvas on a real Redis and real workers, killed where it hurts."""

import json

import pytest

from models.vocabulary.views import Lane
from pipeline import keys, queues
from pipeline.cli.follow import CaseFailed
from pipeline.records import MAX_ATTEMPTS
from pipeline.workflow import Canvas
from tests.support.fleet import Fleet, fleet, wait_until

pytestmark = pytest.mark.slow

STAGES = {
    "preprocess": "images",
    "admit": "score",
    "analyse": "images",
    "score": "score",
    "certify": "certify",
    "publish": "score",
}
"""Each stage, and the kind of worker that is killed in it."""


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with fleet(tmp_path_factory.mktemp("fleet"), ADRIEL_PATIENCE="2") as started:
        yield started


@pytest.fixture
def workers(running: Fleet):
    running.forget()
    yield running
    running.forget()


def documents(fleet: Fleet, case) -> set[str]:
    prefix = keys.document(case.case, case.examination, "")
    return {key.removeprefix(prefix) for key in fleet.shop.store.list(prefix)}


def read(fleet: Fleet, case, name: str):
    return json.loads(fleet.shop.store.get(keys.document(case.case, case.examination, name)))


def test_a_case_passes_every_stage_once_and_ends_with_its_documents(workers):
    case = workers.case(photos=6, examiners=("identity", "vision", "third", "fourth"))
    events, troubles = workers.follow(case)
    assert troubles == []
    assert sorted(call for call in workers.calls() if call.startswith("preprocess")) == sorted(
        f"preprocess {photo.label}" for photo in case.photos
    )
    assert sorted(call for call in workers.calls() if call.startswith("analyse")) == [
        "analyse fourth", "analyse identity", "analyse third", "analyse vision"
    ]  # fmt: skip
    assert documents(workers, case) == {"report.json", "report.pdf"}
    finished = [event.stage for event in events if event.state == "finished"]
    assert finished[:6] == ["preprocess"] * 6
    assert finished[6:11] == ["admit", *["analyse"] * 4]


def test_better_photos_are_asked_for_without_asking_an_examiner(workers):
    workers.set("ask")
    case = workers.case()
    workers.follow(case)
    assert not any(call.startswith("analyse") for call in workers.calls())
    assert "report.json" in documents(workers, case)


def test_a_canvas_sent_again_after_the_end_works_nothing_again_and_signs_nothing_again(workers):
    case = workers.case()
    workers.follow(case)
    signed, before = workers.shop.store.get(keys.document(case.case, 1, "report.json")), workers.calls()
    Canvas(workers.app, case, "again").examination().apply_async()
    wait_until(lambda: _heard(workers, case, "again", "case"))
    assert workers.calls() == before
    assert workers.shop.store.get(keys.document(case.case, 1, "report.json")) == signed


def _heard(fleet: Fleet, case, dispatch: str, stage: str) -> bool:
    events = (event for _, event in fleet.shop.progress_reader.read("0-0", wait=0.01))
    return any(
        event.case == case.case and event.dispatch == dispatch and event.stage == stage
        for event in events
        if event.state != "started"
    )


def _queued(fleet: Fleet, queue: str) -> int:
    with fleet.app.connection_for_read() as connection, connection.channel() as channel:
        return channel._size(queue)


def test_the_injected_signature_is_sent_when_the_case_is_done(workers):
    case = workers.case()
    done = workers.app.signature("caller.done", (case.case,), immutable=True, queue="caller-done")
    Canvas(workers.app, case, "d1", on_done=done).examination().apply_async()
    wait_until(lambda: _queued(workers, "caller-done") == 1)
    assert "report.pdf" in documents(workers, case)


@pytest.mark.parametrize("stage", STAGES)
def test_a_fault_in_any_stage_is_recorded_and_the_injected_signature_is_sent(workers, stage):
    workers.set(f"raise-{stage}")
    case = workers.case()
    queue = f"caller-failed-{stage}"
    failed = workers.app.signature("caller.failed", (case.case,), immutable=True, queue=queue)
    Canvas(workers.app, case, "f1", on_failed=failed).examination().apply_async()
    wait_until(lambda: _queued(workers, queue) >= 1)
    assert workers.shop.store.get(keys.failed(case.case, 1, "f1")).decode().startswith(stage)
    assert "report.json" not in documents(workers, case) or stage == "publish"
    workers.clear(f"raise-{stage}")
    workers.follow(case)
    assert "report.pdf" in documents(workers, case)


def test_express_goes_before_standard_on_a_full_queue(workers):
    workers.set("hold-score")
    first = workers.case()
    Canvas(workers.app, first, "p0").examination().apply_async()
    workers.wait_for("holding-score")
    standard = [workers.case() for _ in range(3)]
    express = workers.case(lane=Lane.EXPRESS)
    for case in (*standard, express):
        for photo in case.photos:
            assert photo
        Canvas(workers.app, case, "p1").examination().apply_async()
    wait_until(lambda: _queued(workers, "score") == 4, 20)
    workers.clear("hold-score")
    wait_until(lambda: _heard(workers, express, "p1", "admit"))
    admitted = [
        event.case
        for _, event in workers.shop.progress_reader.read("0-0", wait=0.01)
        if event.stage == "admit" and event.state == "finished" and event.dispatch == "p1"
    ]
    assert admitted[0] == express.case
    for case in (*standard, first):
        workers.follow(case)


def test_a_passing_cause_is_asked_again_and_never_kept_as_the_answer(workers):
    workers.set("absent-vision")
    case = workers.case()
    Canvas(workers.app, case, "v1").examination().apply_async()
    wait_until(lambda: workers.calls().count("analyse vision") >= 2)
    workers.clear("absent-vision")
    workers.follow(case)
    assert not any("unavailable" in key for key in workers.shop.store.list(keys.examination(case.case, 1)))


def test_after_its_patience_a_case_ends_without_the_examiner(workers):
    workers.set("absent-vision")
    case = workers.case()
    events, _ = workers.follow(case)
    last = [event.note for event in events if event.stage == "analyse" and event.part == "vision"][-1]
    assert last == "unavailable:rate limited"
    assert "report.pdf" in documents(workers, case)


@pytest.mark.parametrize(("stage", "kind"), STAGES.items())
def test_a_worker_killed_twice_in_one_stage_costs_time_and_no_work_that_was_done(workers, stage, kind):
    case = workers.case()
    done_before = list(STAGES)[: list(STAGES).index(stage)]
    workers.set(f"hold-{stage}")
    kills = []

    def kill_twice() -> None:
        holding = workers.script / f"holding-{stage}"
        if holding.exists() and len(kills) < 2:
            kills.append(stage)
            if len(kills) == 2:
                workers.clear(f"hold-{stage}")
            workers.kill(kind)
            holding.unlink(missing_ok=True)

    follow_with(workers, case, kill_twice)
    assert len(kills) == 2
    calls = workers.calls()
    for earlier in done_before:
        parts = {"preprocess": 2, "analyse": 2, "score": None}.get(earlier, 1)
        if parts:
            assert sum(call.startswith(earlier) for call in calls) == parts, (earlier, calls)
    assert documents(workers, case) == {"report.json", "report.pdf"}


def follow_with(workers: Fleet, case, meanwhile) -> None:
    """Follow the case; do something whenever the follower looks around."""
    from pipeline.cli.follow import Follower
    from pipeline.cli.runtime import Runtime

    runtime = Runtime(workers.shop, workers.supervisor, None)
    Follower(runtime, workers.app, case, lambda event: meanwhile() if event is None else None, lambda _: None).follow()


@pytest.mark.parametrize("stage", STAGES)
def test_a_redis_that_forgets_everything_in_any_stage_loses_no_case(workers, stage):
    import redis

    case = workers.case()
    workers.set(f"hold-{stage}")
    flushed = []

    def flush_once() -> None:
        if (workers.script / f"holding-{stage}").exists() and not flushed:
            flushed.append(stage)
            redis.Redis.from_url(workers.shop.settings.redis.client(0)).flushall()
            workers.clear(f"hold-{stage}")

    follow_with(workers, case, flush_once)
    assert flushed
    assert documents(workers, case) == {"report.json", "report.pdf"}


def test_a_part_that_kills_every_worker_ends_the_case_visibly(workers):
    workers.set("die-preprocess")
    case = workers.case(photos=1)
    with pytest.raises(CaseFailed, match="preprocess"):
        workers.follow(case)
    assert len(workers.calls()) == MAX_ATTEMPTS + 1
    assert documents(workers, case) == set()


def test_a_child_that_is_killed_once_is_replaced_and_its_work_done_again(workers):
    workers.set("die-admit")
    case = workers.case(photos=1)

    def live() -> None:
        if workers.calls().count("admit all") == 1:
            workers.clear("die-admit")

    follow_with(workers, case, live)
    assert "report.pdf" in documents(workers, case)


def test_no_argument_of_a_message_holds_more_than_ids(workers):
    case = workers.case()
    canvas = json.dumps(Canvas(workers.app, case, "ids").examination())
    assert "Aldenmoor" not in canvas
    assert case.photos[0].sha256 not in canvas


def test_the_app_is_set_up_to_lose_nothing(workers):
    conf = workers.app.conf
    from pipeline.app import VISIBILITY_TIMEOUT

    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.visibility_timeout == VISIBILITY_TIMEOUT
    assert conf.broker_transport_options["visibility_timeout"] == VISIBILITY_TIMEOUT
    assert conf.result_backend_transport_options["visibility_timeout"] == VISIBILITY_TIMEOUT
    assert {queue.name for queue in conf.task_queues} == set(queues.NAMES)
    assert conf.accept_content == ["json"]
