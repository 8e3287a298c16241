"""The Celery app of the marketplace: the pipeline's broker and settings, with a queue of its own."""

from celery import Celery
from django.conf import settings
from kombu import Exchange, Queue

from marketplace.authentication.gateway import QUEUE
from pipeline.app import make_app

TASKS = (
    "marketplace.authentication.tasks",
    "marketplace.bulk.tasks",
    "marketplace.connections.tasks",
    "marketplace.listings.tasks",
    "marketplace.repairs.tasks",
    "marketplace.users.tasks",
)


def make() -> Celery:
    """Return the app that sends canvases and runs the marketplace's own tasks."""
    made = make_app(settings.PIPELINE)
    made.conf.update(
        include=list(TASKS),
        task_queues=(*made.conf.task_queues, Queue(QUEUE, Exchange(QUEUE, type="direct"), routing_key=QUEUE)),
        task_routes={**made.conf.task_routes, "marketplace.*": {"queue": QUEUE}},
    )
    made.set_default()
    return made


app = make()
