"""The product as a person meets it: its commands, its workers, a Gemini that answers from this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local import children, redis
from local.gemini import GeminiStandIn

ROOT = Path(__file__).resolve().parents[3]
SECRET_VARIABLES = ("GEMINI", "GOOGLE", "REDIS", "ADRIEL")


def clean_environment(state: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SECRET_VARIABLES)}
    return kept | {"ADRIEL_STATE": str(state), "PYTHONPATH": str(ROOT)} | more


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-P", "-m", "pipeline.cli", *(str(word) for word in words)]


@dataclass
class Answer:
    code: int
    out: str
    err: str
    folder: Path

    @property
    def report(self) -> dict:
        return json.loads((self.folder / "report.json").read_text())

    @property
    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()


@dataclass
class Product:
    """Workers that serve one Redis, and the command line that sends to them."""

    folder: Path
    environment: dict[str, str]
    count: int = 0

    def authenticate(self, photos: Path, *options: str | Path, env: dict[str, str] | None = None) -> Answer:
        self.count += 1
        out = self.folder / f"out-{self.count}"
        done = subprocess.run(
            command("authenticate", photos, "--out", out, *options),
            env=self.environment | (env or {}),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout
        return Answer(done.returncode, done.stdout, done.stderr, out)

    def verify(self, *words: str | Path) -> Answer:
        done = subprocess.run(
            command("verify", *words), env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert "Traceback" not in done.stderr + done.stdout
        return Answer(done.returncode, done.stdout, done.stderr, self.folder)

    def worker_log(self) -> str:
        return (self.folder / "workers.log").read_text()


def serve(folder: Path, **more: str) -> Iterator[Product]:
    with redis.embedded() as url:
        environment = clean_environment(folder / "state", REDIS_URL=url, ADRIEL_SOFT_SHUTDOWN="1", **more)
        with (folder / "workers.log").open("wb") as log:
            workers = children.start(command("worker"), env=environment, output=log)
            try:
                yield Product(folder, environment)
            finally:
                children.stop(workers, grace=20.0)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """With a Gemini that finds everything consistent with the claim."""
    with GeminiStandIn() as gemini:
        yield from serve(tmp_path_factory.mktemp("product"), GEMINI_BASE_URL=gemini.url, GEMINI_API_KEY="stand-in")


@pytest.fixture(scope="session")
def without_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    yield from serve(tmp_path_factory.mktemp("local"))
