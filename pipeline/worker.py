"""Starts a worker: one process for each kind, each with the settings and the secrets of its kind alone."""

import argparse
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from local.supervisor import REFUSED, Process
from pipeline import faults, queues
from pipeline.locations import ROOT
from pipeline.queues import Kind

if TYPE_CHECKING:
    from celery import Celery

    from pipeline.wiring import Workshop

SECRETS = {
    "GEMINI_API_KEY": "vision",
    "GOOGLE_APPLICATION_CREDENTIALS": "vision",
    "CLOUDSDK_CONFIG": "vision",
    "ADRIEL_SIGNING_KEY": "certify",
    "ADRIEL_KEY_PASSPHRASE_FILE": "certify",
    "ADRIEL_KMS_KEY": "certify",
}
"""Which kind of worker is given which secret; no other kind's process has it in its environment.

The command that starts them and supervises them has them all, and a process can read what another one of the same user
has. Where that matters, each kind runs under a user, or on a machine, of its own: ``./adriel worker --queues``.
"""

PASSED = {
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONFAULTHANDLER", "REDIS_URL",
}  # fmt: skip
PASSED_PREFIXES = ("LC_", "ADRIEL_", "AWS_", "GEMINI_")
"""What a worker is given of its starter's environment: what a Python process and its TLS need to run, and our own
settings. Nothing else, whatever it is called: these processes decode strangers' images. The proxies may be spelled in
small letters."""

WITHHELD = {"ADRIEL_SECRET_KEY_FILE", "ADRIEL_HOSTS", "ADRIEL_OPERATIONS_MAIL"}
"""Settings of the marketplace. With the first, a process could forge log-ins."""

_BEATS = {"ADRIEL_ENV", "ADRIEL_STATE", "ADRIEL_LOG_LEVEL"}
"""Of our settings, what the process needs that only sends: it opens neither store nor key."""

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1"
)
"""Children times threads would oversubscribe the cores: parallelism is the pool's."""

LEFT_BEHIND = 2.0
"""Seconds that children have to end once Celery has ended the work that it knows of."""


def environment_of(kind: Kind, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a worker of ``kind``."""
    kept = {name: value for name, value in env.items() if _is_given(name, kind)}
    return kept | ONE_THREAD | {"PYTHONPATH": str(ROOT)}


def _is_given(name: str, kind: Kind) -> bool:
    if name in SECRETS:
        return SECRETS[name] == kind.name
    if name in WITHHELD:
        return False
    spelled = name.upper() if name.endswith("_proxy") else name
    return spelled in PASSED or name.startswith(PASSED_PREFIXES)


def processes(kinds: Sequence[Kind], env: Mapping[str, str], *, later: float = 0.0) -> list[Process]:
    """Return what a supervisor keeps running to serve ``kinds``.

    :param later: seconds by which all but the first, which a case needs first, are started later.
    """
    return [
        Process(
            process_name(kind),
            [sys.executable, "-P", "-m", "pipeline.worker", kind.name, "--queues", ",".join(kind.queues)],
            environment_of(kind, env),
            after=later if number else 0.0,
        )
        for number, kind in enumerate(kinds)
    ]


def beat(env: Mapping[str, str]) -> Process:
    """Return the process that sends what is to be done by the clock; it is given no secret."""
    given = {name: value for name, value in env.items() if name in PASSED | _BEATS or name.startswith("LC_")}
    return Process("beat", [sys.executable, "-P", "-m", "pipeline.beat"], given | {"PYTHONPATH": str(ROOT)})


def process_name(kind: Kind) -> str:
    """Return what people read: ``worker certify``."""
    return f"worker {kind.name}"


def options(kind: Kind) -> list[str]:
    """Return Celery's options for a worker of ``kind``."""
    words = ["worker", "--pool", kind.pool, "--concurrency", str(kind.concurrency), "--queues", ",".join(kind.queues)]
    words += ["--hostname", f"{kind.name}-{os.getpid()}@%h", "--without-gossip", "--without-mingle"]
    if kind.max_tasks_per_child:
        words += ["--max-tasks-per-child", str(kind.max_tasks_per_child)]
    if kind.max_memory_per_child:
        words += ["--max-memory-per-child", str(kind.max_memory_per_child)]
    return words


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve one kind until told to stop; return ``REFUSED``, having said why, where its settings are wrong."""
    kind = _asked(arguments)
    try:
        app = _ready(kind)
    except Exception as fault:
        if (text := faults.explained(fault)) is None:
            raise
        print(f"adriel: {process_name(kind)}: {text}", file=sys.stderr, flush=True)
        return REFUSED
    try:
        app.worker_main(options(kind))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # the limit of a shutdown that has ended
    return 0


def _asked(arguments: Sequence[str] | None) -> Kind:
    parser = argparse.ArgumentParser(prog="pipeline.worker")
    parser.add_argument("kind", choices=[kind.name for kind in queues.KINDS])
    parser.add_argument("--queues", required=True)
    given = parser.parse_args(arguments)
    served = [kind for kind in queues.kinds_for(tuple(given.queues.split(","))) if kind.name == given.kind]
    if not served:
        parser.error(f"{given.kind} serves none of {given.queues}")
    return served[0]


def _ready(kind: Kind) -> "Celery":
    """Set the process up, so that nothing which is wrong with the settings is found case by case."""
    from pipeline import logs
    from pipeline.app import make_app
    from pipeline.wiring import workshop

    shop = workshop()
    logs.configure(shop.settings.log_level)
    _open_tools(kind, shop)
    app = make_app(shop.settings)
    app.set_current()
    _bound_shutdown(shop.settings.soft_shutdown)
    return app


def _bound_shutdown(seconds: float) -> None:
    """Let a worker that is told to stop finish what it works on, and hand back what is not finished in ``seconds``.

    Celery's ``worker_soft_shutdown_timeout`` sleeps all its time even where the work ends at once, and meanwhile takes
    no result of a child, so that finished work is handed back as well. Here a stop is Celery's warm shutdown, which
    ends with the work, and turns into its cold one when the time is up.

    The cold one ends the work that its child has reported as begun, and waits for every child. A task whose report was
    not read before the stop would be waited for, however long it takes, and its message kept from other workers: so
    children that are still there after ``LEFT_BEHIND`` are ended too.
    """
    from celery.signals import worker_shutting_down

    def limit(how: str, **_: object) -> None:
        if how == "Warm":  # in Celery's signal handler: a timer of the system's takes no lock that it might hold
            signal.signal(signal.SIGALRM, _time_is_up)
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), LEFT_BEHIND)

    worker_shutting_down.connect(limit, weak=False)


def _time_is_up(*_: object) -> None:
    signal.signal(signal.SIGALRM, _end_children)
    signal.raise_signal(signal.SIGQUIT)


def _end_children(*_: object) -> None:
    from billiard import active_children

    for child in active_children():
        child.terminate()


def _open_tools(kind: Kind, shop: "Workshop") -> None:
    """Open what the kind works with, before the pool forks. No tool connects to anything before it is used.

    Children share what is loaded here, and the first photo does not wait for it.

    :raises Misconfigured: where a tool cannot be opened, or not safely.
    """
    _ = shop.store
    if queues.CERTIFY in kind.queues:
        _ = shop.signer, shop.log, shop.witnesses
    if {queues.VISION, queues.ANALYSE} & set(kind.queues):
        _ = shop.knowledge
    if queues.PREPROCESS in kind.queues:
        import pipeline.stages.preprocess  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
