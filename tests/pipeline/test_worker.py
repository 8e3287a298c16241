"""What a worker's process is given, what it refuses to start with, and how it stops: real workers, real Redis."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local import redis
from local.supervisor import REFUSED, Process, supervised
from pipeline import queues, worker
from pipeline.adapters.signing import UnsafeDevSigner
from pipeline.keyring.ring import Purpose
from pipeline.keyring.safe import KeySafe
from pipeline.locations import ROOT
from pipeline.workflow import Canvas
from tests.pipeline.cli.conftest import clean_environment, command
from tests.support.fleet import fleet
from tests.support.processes import children_of, environment_of, eventually, is_alive

KINDS = {kind.name: kind for kind in queues.KINDS}
GENUINE = ROOT / "examples" / "aldenmoor-tidewatch"

OWN_SECRETS = {
    "vision": {"GEMINI_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"},
    "certify": {"ADRIEL_SIGNING_KEY", "ADRIEL_KEY_PASSPHRASE_FILE", "ADRIEL_KMS_KEY"},
    "images": set(),
    "score": set(),
}
SECRETS = set().union(*OWN_SECRETS.values())
NOBODYS = {
    "DATABASE_URL": "postgres://user:password@host/db",
    "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.development",
    "PGPASSWORD": "secret",
    "STRIPE_SECRET_KEY": "secret",
    "SECRET_KEY": "secret",
    "GOOGLE_API_KEY": "secret",
    "GITHUB_TOKEN": "secret",
    "PYTHONSTARTUP": "/nonexistent.py",
    "LD_PRELOAD_OF_SOMEBODY": "secret",
}
EVERYBODYS = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "https_proxy": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1",
    "AWS_ACCESS_KEY_ID": "for the blob store",
    "GEMINI_PASSES": "2",
    "ADRIEL_PATIENCE": "5",
}

PROBE = """
import json, os, sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType

looked_for = []

class Watch(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        looked_for.append(name)

sys.meta_path.insert(0, Watch())

class Anything:
    pass

for name in ("django", "django.utils", "django.utils.functional"):  # what kombu takes wherever Django is installed
    sys.modules[name] = ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["django"].VERSION = (5, 2)
for name in ("Promise", "LazyObject", "LazySettings"):
    setattr(sys.modules["django.utils.functional"], name, Anything)

from celery.signals import worker_ready
from pipeline import worker

@worker_ready.connect(weak=False)
def tell(**_):
    import cv2
    told = Path(os.environ["ADRIEL_STATE"], sys.argv[1])
    told.with_suffix(".draft").write_text(json.dumps({"looked_for": looked_for, "threads": cv2.getNumThreads()}))
    told.with_suffix(".draft").rename(told.with_suffix(".json"))

sys.exit(worker.main())
"""
"""A worker of the product where Django is installed, by all appearances. It tells which modules it looked for until it
was ready, and how many threads OpenCV takes."""


def start_environment(folder: Path, url: str) -> dict[str, str]:
    own = {"ADRIEL_SIGNING_KEY": str(folder / "own.pem"), "GEMINI_API_KEY": "secret"}
    own |= {"GOOGLE_APPLICATION_CREDENTIALS": "/nonexistent.json", "CLOUDSDK_CONFIG": "/nonexistent"}
    own |= {"ADRIEL_KEY_PASSPHRASE_FILE": str(folder / "passphrase"), "ADRIEL_KMS_KEY": "alias/nonexistent"}
    return {**os.environ, **NOBODYS, **EVERYBODYS, **own, "REDIS_URL": url, "ADRIEL_STATE": str(folder)}


def begin_ring(folder: Path) -> None:
    """Leave a key ring of which the log's key signs."""
    (folder / "passphrase").write_text("correct horse battery staple")
    (folder / "passphrase").chmod(0o600)
    safe = KeySafe(folder / "keys", b"correct horse battery staple")
    safe.begin(issuer="did:web:adriel.example", origin="adriel.example/log")
    key = safe.new_key()
    safe.change(lambda ring: ring.rotated(Purpose.LOG, key, now=datetime.now(UTC)))


@pytest.fixture(scope="module")
def pids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """A worker of each kind, started with every secret at hand: process id by kind, once all are ready."""
    folder = tmp_path_factory.mktemp("workers")
    UnsafeDevSigner(folder / "own.pem")
    begin_ring(folder)
    with redis.embedded() as url, (folder / "log").open("wb") as log:
        processes = [
            Process(each.name, [sys.executable, "-P", "-c", PROBE, *each.command[4:]], each.env)
            for each in worker.processes(queues.KINDS, start_environment(folder, url))
        ]
        with supervised(processes, output=log, grace=10.0) as supervisor:
            ready = eventually(lambda: all((folder / f"{kind}.json").exists() for kind in KINDS), 60.0)
            assert ready, (folder / "log").read_text()
            yield {name.removeprefix("worker "): pid for name, pid in supervisor.pids().items()}


@pytest.fixture(scope="module")
def told(pids: dict[str, int]) -> dict[str, dict]:
    folder = Path(environment_of(pids["score"])["ADRIEL_STATE"])
    return {kind: json.loads((folder / f"{kind}.json").read_text()) for kind in pids}


def family(pid: int) -> list[dict[str, str]]:
    return [environment_of(each) for each in [pid, *children_of(pid)]]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_and_its_children_have_the_secrets_of_their_kind_alone(pids: dict[str, int], kind: str):
    environments = family(pids[kind])
    assert len(environments) > 1 or KINDS[kind].pool == "threads"
    for environment in environments:
        assert SECRETS & set(environment) == OWN_SECRETS[kind]
        assert set(NOBODYS) & set(environment) == set()
        assert {name: environment.get(name) for name in EVERYBODYS} == EVERYBODYS


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_worker_loads_django_where_it_is_installed_and_its_settings_are_named(told: dict[str, dict], kind: str):
    assert "celery.fixups.django" in told[kind]["looked_for"]
    assert [name for name in told[kind]["looked_for"] if name.partition(".")[0] in {"django", "marketplace"}] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_opencv_computes_in_one_thread_whichever_queue_is_served(told: dict[str, dict], kind: str):
    assert told[kind]["threads"] == 1


@pytest.mark.parametrize("kind", queues.kinds_for((queues.ANALYSE,)) + queues.KINDS, ids=lambda kind: kind.name)
def test_whatever_computes_is_told_to_take_one_thread(kind: queues.Kind):
    environment = worker.environment_of(kind, {"OMP_NUM_THREADS": "8"})
    program = "import cv2, os; print(cv2.getNumThreads(), os.environ['OMP_NUM_THREADS'])"
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]


def test_the_kind_that_a_case_needs_first_is_not_held_back():
    first, *others = worker.processes(queues.KINDS, {}, later=1.5)
    assert first.after == 0.0
    assert {each.after for each in others} == {1.5}


# What it refuses

REFUSALS = {
    "production without a key": ("certify", {"ADRIEL_ENV": "production"}, "ADRIEL_SIGNING_KEY: production never signs"),
    "a key that is not there": ("certify", {"ADRIEL_SIGNING_KEY": "/nonexistent.pem"}, "ADRIEL_SIGNING_KEY: the key"),
    "Gemini over plain HTTP": (
        "vision",
        {"GEMINI_API_KEY": "k", "GEMINI_BASE_URL": "http://far.example"},
        "GEMINI_BASE_URL: must be https",
    ),
    "passes in words, for Gemini": ("vision", {"GEMINI_PASSES": "many"}, "GEMINI_PASSES: must be a number"),
    "passes in words, for the others": ("images", {"GEMINI_PASSES": "many"}, "GEMINI_PASSES: must be a number"),
    "a store of another kind": ("score", {"ADRIEL_BLOBS": "ftp://host/path"}, "ADRIEL_BLOBS: must be"),
    "a store that cannot be made": ("images", {"ADRIEL_BLOBS": "file:///dev/null/blobs"}, "the storage folder"),
    "no Redis": ("score", {"REDIS_URL": ""}, "REDIS_URL: must be"),
    "an unknown log level": ("score", {"ADRIEL_LOG_LEVEL": "LOUD"}, "ADRIEL_LOG_LEVEL: must be"),
}


@pytest.mark.parametrize(("kind", "settings", "said"), REFUSALS.values(), ids=REFUSALS)
def test_a_worker_refuses_at_its_start_what_would_fail_each_case(
    tmp_path: Path, kind: str, settings: dict[str, str], said: str
):
    given = clean_environment(tmp_path, **({"REDIS_URL": "redis://127.0.0.1:1"} | settings))
    (process,) = (each for each in worker.processes((KINDS[kind],), given))
    done = subprocess.run(process.command, env=process.env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == REFUSED
    assert done.stderr.startswith(f"adriel: worker {kind}: {said}")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_production_with_a_signing_key_alone_is_told_at_once_that_the_log_has_none(tmp_path: Path):
    UnsafeDevSigner(tmp_path / "own.pem")
    own = {"ADRIEL_SIGNING_KEY": str(tmp_path / "own.pem"), "ADRIEL_ENV": "production"}
    (process,) = worker.processes(
        (KINDS["certify"],), clean_environment(tmp_path, REDIS_URL="redis://127.0.0.1:1", **own)
    )
    done = subprocess.run(process.command, env=process.env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == REFUSED
    assert "ADRIEL_KEY_PASSPHRASE_FILE: production's log is never signed by a development key" in done.stderr
    assert "./adriel keys create" in done.stderr


@pytest.mark.slow
def test_the_command_ends_with_what_a_worker_refused(tmp_path: Path):
    env = clean_environment(tmp_path, REDIS_URL="redis://127.0.0.1:1", ADRIEL_ENV="production")
    done = subprocess.run(command("worker"), env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "adriel: worker certify: ADRIEL_SIGNING_KEY: production never signs with the development key" in done.stderr
    assert done.stderr.splitlines()[-1] == "adriel: worker certify refused to start"
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_examination_with_workers_of_its_own_ends_with_what_one_refused(tmp_path: Path):
    env = clean_environment(tmp_path / "state", ADRIEL_ENV="production")
    words = command("authenticate", GENUINE, "--out", tmp_path / "out")
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("adriel: worker certify: ADRIEL_SIGNING_KEY: production never")
    assert "Traceback" not in done.stderr


def test_a_kind_is_not_asked_for_queues_that_it_does_not_serve(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        worker.main(["certify", "--queues", "preprocess"])
    assert left.value.code == 2
    assert "certify serves none of preprocess" in capsys.readouterr().err


# How it stops


def _queued(app, queue: str) -> int:
    with app.connection_for_read() as connection, connection.channel() as channel:
        return channel._size(queue)


def _stopped(workers, grace: float) -> tuple[float, set[int]]:
    running = [each.child for each in workers.supervisor._running]
    workers.supervisor._grace = grace
    begun = time.monotonic()
    workers.supervisor.stop()
    return time.monotonic() - begun, {child.returncode for child in running}


@pytest.mark.slow
def test_workers_with_nothing_to_do_stop_at_once(tmp_path: Path):
    with fleet(tmp_path, ADRIEL_SOFT_SHUTDOWN="100") as workers:
        workers.follow(workers.case())
        seconds, codes = _stopped(workers, grace=110.0)
    assert codes == {0}
    assert seconds < 60.0, "long before the hundred seconds that they may take"


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "then"), [("score", "certify"), ("analyse", "score")])
def test_workers_stop_as_soon_as_what_they_work_on_is_done_and_none_of_it_is_done_again(
    tmp_path: Path, stage: str, then: str
):
    """``analyse`` runs in children and in threads; what comes after either waits for the next worker."""
    with fleet(tmp_path, ADRIEL_SOFT_SHUTDOWN="100") as workers:
        workers.wait_for_all()
        workers.set(f"hold-{stage}")
        Canvas(workers.app, workers.case(), "s1").examination().apply_async()
        workers.wait_for(f"holding-{stage}")
        if stage == "analyse":
            assert eventually(lambda: "analyse vision" in workers.calls() and "analyse identity" in workers.calls())
        threading.Timer(1.5, workers.clear, [f"hold-{stage}"]).start()
        seconds, codes = _stopped(workers, grace=110.0)
        assert codes == {0}
        assert 1.0 < seconds < 60.0
        assert {queue: _queued(workers.app, queue) for queue in queues.NAMES} == {
            queue: int(queue == then) for queue in queues.NAMES
        }


@pytest.mark.slow
def test_work_that_takes_longer_than_a_stop_may_is_handed_back(tmp_path: Path):
    with fleet(tmp_path, ADRIEL_SOFT_SHUTDOWN="1") as workers:
        workers.wait_for_all()
        workers.set("hold-score")
        Canvas(workers.app, workers.case(), "s1").examination().apply_async()
        workers.wait_for("holding-score")
        child = int((workers.script / "holding-score").read_text())
        seconds, _ = _stopped(workers, grace=30.0)
        assert 1.0 < seconds < 15.0
        assert not is_alive(child)
        assert _queued(workers.app, queues.SCORE) == 1


@pytest.mark.slow
def test_the_command_that_serves_stops_its_workers_when_it_is_told_to(tmp_path: Path):
    with redis.embedded() as url:
        env = clean_environment(tmp_path, REDIS_URL=url, ADRIEL_SOFT_SHUTDOWN="60")
        with subprocess.Popen(
            command("worker", "--queues", "score"), env=env, stderr=subprocess.PIPE, text=True
        ) as run:
            assert run.stderr is not None
            assert "serving score" in run.stderr.readline()
            assert eventually(lambda: any(children_of(each) for each in children_of(run.pid)))
            workers = children_of(run.pid)
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 0
            assert not any(is_alive(each) for each in workers)
