"""Who is given what: no worker of the pipeline can reach the marketplace, and no other process names a signing key."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import queues, worker
from pipeline.locations import ROOT
from tests.support.fleet import wait_until
from tests.support.market import environment, market

MARKET = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ADRIEL_SECRET_KEY_FILE"}
SIGNING = {name for name, kind in worker.SECRETS.items() if kind == "certify"}


def run_as(kind, env, code):
    """Run code with the environment that a worker of a kind is given."""
    command = [sys.executable, "-P", "-c", code]
    given = worker.environment_of(kind, env)
    return subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def everything(tmp_path, request):
    request.getfixturevalue("django_db_setup")  # the database is that of the tests
    return environment(tmp_path / "secret") | dict.fromkeys(worker.SECRETS, "a secret")


@pytest.mark.parametrize("kind", queues.KINDS, ids=lambda kind: kind.name)
def test_a_worker_is_given_no_way_into_the_marketplace(kind, everything):
    assert not MARKET & set(worker.environment_of(kind, everything))
    asked = run_as(kind, everything, "from django.conf import settings; settings.DATABASES")
    assert asked.returncode != 0
    assert "ImproperlyConfigured" in asked.stderr


@pytest.mark.parametrize("kind", queues.KINDS, ids=lambda kind: kind.name)
def test_a_worker_loads_nothing_of_django(kind, everything):
    code = (
        "import os, sys, pipeline.tasks, pipeline.app, pipeline.wiring, pipeline.settings;"
        "pipeline.app.make_app(pipeline.settings.load_settings(os.environ));"
        "forbidden = ('django.conf', 'django.apps', 'django.db', 'channels', 'marketplace');"
        "print([name for name in sys.modules if name.startswith(forbidden)])"
    )
    asked = run_as(kind, everything, code)
    assert asked.stdout.strip() == "[]", asked.stderr


@pytest.mark.parametrize("kind", [kind for kind in queues.KINDS if kind.name != "certify"], ids=lambda kind: kind.name)
def test_no_other_worker_is_told_where_a_signing_key_is(kind, everything):
    assert not SIGNING & set(worker.environment_of(kind, everything))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_runs_is_as_separate_as_what_is_written(tmp_path):
    with market(tmp_path, "marketplace worker") as fleet:
        wait_until(lambda: len(fleet.app.control.ping(timeout=1.0)) >= 5, 90.0)
        seen = {name: _environ(pid) for name, pid in fleet.supervisor.pids().items()}
    workers = {name: names for name, names in seen.items() if name.startswith("worker ")}
    assert len(workers) == len(queues.KINDS)
    for name, names in workers.items():
        assert not names & MARKET, name
    assert {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"} <= seen["marketplace worker"]
    assert not seen["marketplace worker"] & set(worker.SECRETS)


def _environ(pid: int) -> set[str]:
    """Return the names in a process's environment, as the kernel shows them."""
    given = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return {os.fsdecode(each.partition(b"=")[0]) for each in given if each}
