"""Starts a worker: one process for each kind, each with the settings and the secrets of its kind alone."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from local.supervisor import Process
from pipeline import queues
from pipeline.locations import ROOT
from pipeline.queues import Kind

SECRETS = {
    "GEMINI_API_KEY": "vision",
    "GOOGLE_APPLICATION_CREDENTIALS": "vision",
    "ADRIEL_SIGNING_KEY": "certify",
}
"""Which kind of worker gets which secret. No other process has it in its environment."""

FOREIGN = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONSTARTUP")
"""What a pipeline worker never gets: Celery installs its Django support whenever the second is set."""

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Children times threads would oversubscribe the cores: parallelism is the pool's."""


def environment_of(kind: Kind, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a worker of ``kind``."""
    foreign = {*FOREIGN, *(name for name, owner in SECRETS.items() if owner != kind.name)}
    kept = {name: value for name, value in env.items() if name not in foreign}
    return kept | ONE_THREAD | {"PYTHONPATH": str(ROOT), "REMAP_SIGTERM": "SIGQUIT"}


def processes(kinds: Sequence[Kind], env: Mapping[str, str], *, later: float = 0.0) -> list[Process]:
    """Return what a supervisor keeps running to serve ``kinds``.

    :param later: seconds by which all but the first, which a case needs first, are started later.
    """
    return [
        Process(
            f"worker {kind.name}",
            [sys.executable, "-P", "-m", "pipeline.worker", kind.name, "--queues", ",".join(kind.queues)],
            environment_of(kind, env),
            after=later if number else 0.0,
        )
        for number, kind in enumerate(kinds)
    ]


def options(kind: Kind) -> list[str]:
    """Return Celery's options for a worker of ``kind``."""
    words = ["worker", "--pool", kind.pool, "--concurrency", str(kind.concurrency), "--queues", ",".join(kind.queues)]
    words += ["--hostname", f"{kind.name}-{os.getpid()}@%h", "--without-gossip", "--without-mingle"]
    if kind.max_tasks_per_child:
        words += ["--max-tasks-per-child", str(kind.max_tasks_per_child)]
    if kind.max_memory_per_child:
        words += ["--max-memory-per-child", str(kind.max_memory_per_child)]
    return words


def _warm(kind: Kind) -> None:
    """Load what every child needs before the pool forks: children share it, and the first photo does not wait."""
    if queues.PREPROCESS in kind.queues:
        import cv2

        cv2.setNumThreads(1)
        import pipeline.stages.preprocess  # noqa: F401


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one kind until told to stop."""
    parser = argparse.ArgumentParser(prog="pipeline.worker")
    parser.add_argument("kind", choices=[kind.name for kind in queues.KINDS])
    parser.add_argument("--queues", required=True)
    given = parser.parse_args(arguments)
    (kind,) = (each for each in queues.kinds_for(tuple(given.queues.split(","))) if each.name == given.kind)
    from pipeline import logs
    from pipeline.app import make_app
    from pipeline.wiring import workshop

    settings = workshop().settings
    logs.configure(settings.log_level)
    app = make_app(settings)
    app.set_current()
    _warm(kind)
    app.worker_main(options(kind))
    return 0


if __name__ == "__main__":
    sys.exit(main())
