"""Settings: production is clean, and what is wrong is named with its remedy."""

import os
import secrets
import subprocess
import sys

import pytest

from marketplace.config import environment
from models.vocabulary.errors import Misconfigured
from pipeline.locations import ROOT


@pytest.fixture
def given(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(secrets.token_urlsafe(48))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": "postgresql://adriel@db.internal/adriel?sslmode=verify-full",
        "REDIS_URL": "rediss://queue.internal:6379",
        "ADRIEL_STATE": str(tmp_path),
        "ADRIEL_ENV": "production",
        "ADRIEL_BLOBS": "s3://bucket/prefix",
        "ADRIEL_HOSTS": "adriel.example",
        "ADRIEL_SECRET_KEY_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.production",
    }


def manage(env, *words):
    command = [sys.executable, "-P", "-m", "marketplace.manage", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_production_passes_djangos_own_check(given):
    done = manage(given, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("ADRIEL_ENV", "development", "ADRIEL_ENV"),
        ("ADRIEL_HOSTS", "", "ADRIEL_HOSTS"),
        ("ADRIEL_BLOBS", "file:///tmp/blobs", "ADRIEL_BLOBS"),
        ("ADRIEL_SECRET_KEY_FILE", "", "ADRIEL_SECRET_KEY_FILE"),
        ("DATABASE_URL", "mysql://somewhere", "DATABASE_URL"),
        ("GEMINI_API_KEY", "a-key", "GEMINI_API_KEY"),
        ("ADRIEL_SIGNING_KEY", "key.pem", "ADRIEL_SIGNING_KEY"),
    ],
)
def test_production_refuses_what_is_only_fit_for_development(given, setting, value, why):
    done = manage({**given, setting: value}, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode != 0
    assert why in done.stderr


@pytest.mark.parametrize("module", ["asgi", "worker", "beat"])
def test_no_process_of_production_starts_where_it_is_unsafe(given, module):
    unsafe = {**given, "ADRIEL_SIGNING_KEY": "key.pem"}
    command = [sys.executable, "-P", "-m", f"marketplace.config.{module}"]
    done = subprocess.run(command, env=unsafe, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert "ADRIEL_SIGNING_KEY is given to the marketplace" in done.stderr


def test_an_address_of_a_database_is_read_as_libpq_reads_it():
    read = environment.database({"DATABASE_URL": "postgresql://me:pw@host:5433/name?sslmode=require"}, pooled=True)
    assert (read["NAME"], read["HOST"], read["PORT"], read["USER"]) == ("name", "host", "5433", "me")
    assert read["OPTIONS"]["sslmode"] == "require"
    assert read["OPTIONS"]["pool"]["max_size"] > 1


@pytest.mark.parametrize("address", ["", "nonsense", "postgresql://host/"])
def test_an_address_that_names_no_database_is_refused(address):
    with pytest.raises(Misconfigured, match="DATABASE_URL"):
        environment.database({"DATABASE_URL": address}, pooled=False)


def test_a_short_secret_is_refused(tmp_path):
    (tmp_path / "secret").write_text("short")
    with pytest.raises(Misconfigured, match="50"):
        environment.secret_key({"ADRIEL_SECRET_KEY_FILE": str(tmp_path / "secret")})
