"""The Celery app: queues, routing, and the settings that make a lost worker cost time and never a case.

What each setting prevents is recorded in ``docs/architecture.md``.
"""

from celery import Celery

from pipeline import broker, queues, results
from pipeline.settings import Settings

VISIBILITY_TIMEOUT = 270
"""Seconds until a message that a dead worker held is delivered again.

Longer than any task may run (180 s, for all passes of Gemini) plus the longest pause before a retry (60 s): an
unacknowledged message is delivered again even if its worker lives. Shorter than the five minutes within which a case
goes on after its worker died.
"""

RESULT_TTL = 24 * 3600
"""Seconds. A result evicted inside a chord would stop it: longer than the longest case, with patience and a weekend
of retries left out because the reaper, not Redis, remembers cases."""


def make_app(settings: Settings) -> Celery:
    """Return the app that sends and runs the canvas. The only place where Celery is configured."""
    broker.use()
    app = Celery("adriel", broker=settings.redis.database(0), backend=settings.redis.database(1))
    app.loader.override_backends = results.BACKENDS
    app.conf.update(
        include=["pipeline.tasks"],
        task_queues=queues.QUEUES,
        task_routes={name: queues.route_of(name) for name in queues.ROUTES},
        task_default_queue=queues.SCORE,
        task_create_missing_queues=True,
        # one serializer, ids only
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        result_accept_content=["json"],
        # nothing is lost with a worker, and nothing loops for ever (attempts are counted in the records)
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_acks_on_failure_or_timeout=True,
        task_allow_error_cb_on_chord_header=True,
        worker_prefetch_multiplier=1,
        # What a worker holds when its connection ends comes again, and is done while the first one goes on: records are
        # memoised. Celery would end the first one's child, which may have taken up the second one by then, and would
        # acknowledge that as revoked: a case would stand still.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        # the three places of one timeout
        visibility_timeout=VISIBILITY_TIMEOUT,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "queue_order_strategy": "priority",
            "priority_steps": queues.PRIORITY_STEPS,
            "sep": ":",
        },
        result_backend_transport_options={"visibility_timeout": VISIBILITY_TIMEOUT},
        result_expires=RESULT_TTL,
        task_default_priority=queues.PRIORITY_STEPS[-1],
        worker_send_task_events=settings.events,
        # one log, as pipeline.logs sets it up
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
    )
    return app
