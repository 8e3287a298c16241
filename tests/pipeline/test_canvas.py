"""The canvas on a real Redis and real workers, killed where it hurts."""

import hashlib
import json
import time

import pytest
import redis

from models.vocabulary.views import Lane
from pipeline import keys, queues
from pipeline.app import VISIBILITY_TIMEOUT
from pipeline.certificate import canonical
from pipeline.cli.follow import SILENCE, CaseFailed, Follower
from pipeline.cli.runtime import Runtime
from pipeline.erasure import delete_case
from pipeline.examiners.contract import VisionPlan
from pipeline.records import MAX_ATTEMPTS
from pipeline.tasks import LONGEST_PAUSE
from pipeline.workflow import Canvas
from tests.support.fleet import Fleet, fleet, wait_until
from tests.support.scripted_stages import SECRET

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
    assert [call for call in workers.calls()[len(before) :] if call != "score all"] == []  # certify recomputes it
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


def follow_with(workers: Fleet, case, meanwhile, **options) -> None:
    """Follow the case; do something whenever the follower looks around."""
    runtime = Runtime(workers.shop, options.get("supervisor", workers.supervisor), None)
    on_trouble = options.get("on_trouble", lambda _: None)
    Follower(runtime, workers.app, case, lambda event: meanwhile() if event is None else None, on_trouble).follow()


@pytest.mark.parametrize("stage", STAGES)
def test_a_redis_that_forgets_everything_in_any_stage_loses_no_case(workers, stage):
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
    assert workers.calls().count("preprocess dial") == MAX_ATTEMPTS + 1
    assert documents(workers, case) == set()


def test_a_child_that_is_killed_once_is_replaced_and_its_work_done_again(workers):
    workers.set("die-admit")
    case = workers.case(photos=1)

    def live() -> None:
        if workers.calls().count("admit all") >= 1:
            workers.clear("die-admit")

    follow_with(workers, case, live)
    assert "report.pdf" in documents(workers, case)


@pytest.mark.parametrize("held", ["certificate", "publish"])
def test_a_worker_killed_between_two_documents_leaves_one_certificate_of_one_report(workers, held):
    workers.set("authentic")
    workers.set(f"hold-{held}")
    case = workers.case(photos=1)
    kills = []

    def kill_twice() -> None:
        if (workers.script / f"holding-{held}").exists() and len(kills) < 2:
            kills.append(held)
            if len(kills) == 2:
                workers.clear(f"hold-{held}")
            workers.kill("certify" if held == "certificate" else "score")
            (workers.script / f"holding-{held}").unlink(missing_ok=True)

    follow_with(workers, case, kill_twice)
    assert documents(workers, case) == {
        "report.json",
        "report.pdf",
        "certificate.json",
        "certificate.tlog-proof",
        "certificate.envelope.json",
        "certificate.pdf",
    }
    certificate = json.loads(workers.shop.store.get(keys.document(case.case, 1, "certificate.json")))
    assert workers.shop.log.prove(bytes.fromhex(canonical.digest(certificate))) is not None
    report = workers.shop.store.get(keys.document(case.case, 1, "report.json"))
    assert read(workers, case, "certificate.json")["evidence"] == hashlib.sha256(report).hexdigest()
    assert workers.calls().count("certify all") == 1


def test_a_fault_that_quotes_what_it_read_reaches_no_log_no_result_and_no_event(workers):
    before = workers.log.stat().st_size
    workers.set("raise-analyse")
    case = workers.case()
    with pytest.raises(CaseFailed):
        workers.follow(case)
    wait_until(lambda: b"RuntimeError at scripted_stages.py" in workers.log.read_bytes()[before:])
    said = workers.log.read_bytes()[before:]
    assert SECRET.encode() not in said
    for number in range(4):
        client = redis.Redis.from_url(workers.shop.settings.redis.client(number))
        dumps = [client.dump(key) or b"" for key in client.scan_iter()]
        assert not any(SECRET.encode() in dump for dump in dumps)


@pytest.mark.parametrize("stage", ["preprocess", "analyse", "publish"])
def test_a_case_deleted_while_a_stage_works_does_not_grow_back(workers, stage):
    workers.set(f"hold-{stage}")
    case = workers.case(photos=1)
    Canvas(workers.app, case, "g1").examination().apply_async()
    workers.wait_for(f"holding-{stage}")
    delete_case(workers.shop.store, case.case)
    workers.clear(f"hold-{stage}")
    time.sleep(1.5)
    assert list(workers.shop.store.list(keys.case(case.case))) == []
    assert not _heard(workers, case, "g1", "case")


def test_what_is_further_on_goes_first_so_that_cases_end_while_others_wait(workers):
    """Else every photo that waits would be prepared before any case is examined."""
    cases = [workers.case(photos=6, examiners=("identity",)) for _ in range(25)]
    for case in cases:
        Canvas(workers.app, case, "q1").examination().apply_async()
    wait_until(lambda: all("report.pdf" in documents(workers, case) for case in cases), 60)
    calls = workers.calls()
    first_published = calls.index("publish all")
    last_prepared = max(index for index, call in enumerate(calls) if call.startswith("preprocess"))
    assert first_published < last_prepared


def test_a_case_goes_on_after_the_connection_to_redis_was_cut(workers):
    workers.set("hold-analyse")
    case = workers.case()

    def cut() -> None:
        if (workers.script / "holding-analyse").exists():
            redis.Redis.from_url(workers.shop.settings.redis.client(0)).client_kill_filter(_type="normal", skipme=True)
            workers.clear("hold-analyse")
            (workers.script / "holding-analyse").unlink()

    follow_with(workers, case, cut)
    assert "report.pdf" in documents(workers, case)


def test_a_message_that_is_lost_is_missed_within_seconds(workers):
    workers.set("hold-score")
    case = workers.case()
    broker = redis.Redis.from_url(workers.shop.settings.redis.client(0))
    troubles = []

    def lose() -> None:
        if (workers.script / "holding-score").exists():
            broker.delete("unacked", "unacked_index")
            workers.clear("hold-score")
            workers.kill("score")
            (workers.script / "holding-score").unlink()
        workers.supervisor.tend()

    begun = time.monotonic()
    follow_with(workers, case, lose, supervisor=None, on_trouble=troubles.append)
    assert troubles == ["a message was lost"]
    assert "report.pdf" in documents(workers, case)
    assert time.monotonic() - begun < SILENCE / 4


def test_no_argument_of_a_message_holds_more_than_ids(workers):
    case = workers.case()
    canvas = json.dumps(Canvas(workers.app, case, "ids").examination())
    assert "Aldenmoor" not in canvas
    assert case.photos[0].sha256 not in canvas


def test_the_app_is_set_up_to_lose_nothing(workers):
    conf = workers.app.conf
    assert VisionPlan().case_seconds + LONGEST_PAUSE < VISIBILITY_TIMEOUT < 300
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.visibility_timeout == VISIBILITY_TIMEOUT
    assert conf.broker_transport_options["visibility_timeout"] == VISIBILITY_TIMEOUT
    assert conf.result_backend_transport_options["visibility_timeout"] == VISIBILITY_TIMEOUT
    assert {queue.name for queue in conf.task_queues} == set(queues.NAMES)
    assert conf.accept_content == ["json"]
