"""What the README shows: one command starts everything, and ``curl`` and a socket take a new user to a certificate."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from pipeline.locations import ROOT
from tests.faults.watching import Watcher
from tests.support.up import Up

pytestmark = pytest.mark.slow

HEADING = "### A case over the API"
STAGES = ["preprocess", "admit", "analyse", "score", "certify", "publish"]


def walk() -> list[str]:
    """Return the README's commands of a case over the API, line by line."""
    after = (ROOT / "README.md").read_text(encoding="utf-8").split(HEADING)[1]
    return after.split("```sh\n")[1].split("```")[0].splitlines()


def told(script: str, folder: Path, **env: str) -> str:
    """Run commands in a shell, at the first that fails no further; return what they print."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_user_gets_a_certificate_with_curl_and_watches_it_being_made(tmp_path: Path):
    for name in ("adriel", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    state = tmp_path / "state"
    with Up(state, "--no-examples") as up:
        found = up.addresses()
        assert time.monotonic() - up.begun < 60.0  # four seconds where nothing else runs
        lines = walk()
        assert lines[0].startswith("API=")
        lines[0] = f"API={found['API'].rstrip('/')} LOG={found['log and mail']}"
        submitted = next(at for at, line in enumerate(lines) if "/submit" in line) + 1
        begin, rest = "\n".join(lines[:submitted]), lines[submitted:]
        said = told(f'{begin}\necho; echo "CASE=$CASE ACCESS=$ACCESS"', tmp_path)
        case, access = re.findall(r"^CASE=(\S+) ACCESS=(\S+)$", said, re.MULTILINE)[0]

        host = found["API"].split("/api/")[0]
        watcher = Watcher(host, case, access)
        _ends(host, case, access)
        watcher.stop()
        assert watcher.is_whole
        assert [stage for stage in dict.fromkeys(watcher.stages) if stage in STAGES] == STAGES

        followed = next(line for line in rest if "text/event-stream" in line)
        given = "\n".join([*lines[:4], f'AUTH="Authorization: Bearer {access}" CASE={case}'])
        events = told(f"{given}\n(\n{followed.replace('curl -sN', 'curl -sN -m 2')}\n) || true", tmp_path)
        assert f"id: {watcher.numbers[-1]}\n" in events
        checked = told("\n".join([given, *rest[rest.index(followed) + 1 :]]), tmp_path, ADRIEL_STATE=str(state))
        assert "authentic" in checked
        _is_found_where_it_says(host, tmp_path / "certificate.envelope.json")
        assert case in _tasks(found["Flower"])


def _is_found_where_it_says(host: str, envelope: Path) -> None:
    """Whoever has the certificate alone finds at the addresses that it names what its issuer says of it now."""
    certificate = json.loads(envelope.read_text())["credential"]
    for entry in certificate["credentialStatus"]:
        assert entry["statusListCredential"].startswith(f"{host}/status/")
        assert httpx.get(entry["statusListCredential"]).json()["id"] == entry["statusListCredential"]
    assert httpx.get(f"{host}/certificates/{certificate['id']}").json()["standing"] == "stands"


def _ends(host: str, case: str, access: str) -> None:
    """Wait until the case has ended as it does."""
    for _ in range(300):
        answer = httpx.get(f"{host}/api/v1/cases/{case}", headers={"Authorization": f"Bearer {access}"}, timeout=10.0)
        if answer.json()["state"] not in {"submitted", "running"}:
            break
        time.sleep(0.2)
    assert answer.json()["state"] == "authentic"


def _tasks(flower: str) -> str:
    """Return what Flower's page of tasks lists."""
    asked = {"draw": 1, "start": 0, "length": 100, "search[value]": "", "columns[0][data]": "name"}
    order = {"order[0][column]": 0, "order[0][dir]": "asc"}
    return httpx.post(f"{flower.rstrip('/')}/tasks/datatable", data=asked | order, timeout=10.0).text
