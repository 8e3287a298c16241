"""Which process serves which queue."""

import pytest
import redis

from local.redis import embedded
from models.vocabulary.views import Lane
from pipeline import queues
from pipeline.app import make_app
from pipeline.settings import load_settings


def served(*asked: str) -> dict[str, set[str]]:
    return {kind.name: set(kind.queues) for kind in queues.kinds_for(asked)}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            queues.NAMES,
            {"images": {"preprocess", "analyse"}, "vision": {"vision"}, "score": {"score"}, "certify": {"certify"}},
        ),
        (("preprocess",), {"images": {"preprocess"}}),
        (("analyse",), {"images": {"analyse"}}),
        (("certify",), {"certify": {"certify"}}),
        (("score", "vision"), {"vision": {"vision"}, "score": {"score"}}),
        (("analyse", "analyse"), {"images": {"analyse"}}),
        (("unheard-of",), {}),
        ((), {}),
    ],
)
def test_a_kind_serves_those_of_its_queues_that_were_asked_for(asked, expected):
    assert served(*asked) == expected


def test_the_queues_of_a_kind_keep_their_order_and_a_narrowed_kind_its_pool():
    whole, (narrow,) = queues.KINDS[0], queues.kinds_for(("preprocess",))
    (same,) = queues.kinds_for(tuple(reversed(whole.queues)))
    assert same == whole
    assert (narrow.pool, narrow.concurrency, narrow.max_tasks_per_child, narrow.max_memory_per_child) == (
        whole.pool, whole.concurrency, whole.max_tasks_per_child, whole.max_memory_per_child
    )  # fmt: skip


def test_every_queue_is_served_by_one_kind():
    assert sorted(name for kind in queues.KINDS for name in kind.queues) == sorted(queues.NAMES)
    assert set(queues.ROUTES.values()) | set(queues.QUEUE_OF_EXAMINER.values()) <= set(queues.NAMES)


def test_the_key_that_signs_and_strangers_images_never_meet_in_a_process():
    (signing,) = (kind for kind in queues.KINDS if queues.CERTIFY in kind.queues)
    assert signing.queues == (queues.CERTIFY,)


@pytest.mark.parametrize(("examiner", "queue"), [("vision", "vision"), ("identity", "analyse"), ("another", "analyse")])
def test_an_examiner_that_waits_for_others_has_a_queue_of_its_own(examiner, queue):
    assert queues.queue_of(examiner) == queue


def test_a_check_goes_before_cases_that_wait_and_a_reference_set_after_those_in_a_hurry():
    with embedded() as url:
        settings = load_settings({"REDIS_URL": url})
        app = make_app(settings)
        for task in ("pipeline.adopt_references", "pipeline.check_document"):
            app.send_task(task, ["an id"])
        with redis.Redis.from_url(settings.redis.client(0)) as client:
            waiting = {key.decode(): client.llen(key) for key in client.keys("analyse*")}
    first, later = (queues.PRIORITY[lane] for lane in (Lane.EXPRESS, Lane.STANDARD))
    assert first == 0
    assert waiting == {"analyse": 1, f"analyse:{later}": 1}
