"""A certificate's years, as those who run the product and those who check it see them: commands, workers and files.

One Redis and one set of workers. Whoever verifies is on the same machine, and has the ring in its state folder.
"""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.locations import ROOT
from tests.pipeline.cli.conftest import Product, clean_environment, command, serve
from tests.support.processes import eventually

pytestmark = pytest.mark.slow

GENUINE = ROOT / "examples" / "aldenmoor-tidewatch"
ISSUER, ORIGIN = "did:web:adriel.example", "adriel.example/log"


@dataclass
class House:
    """The product with an issuer's keys."""

    product: Product

    def run(self, *words: str) -> str:
        """Run a command that must end well; return what it says."""
        env = self.product.environment
        done = subprocess.run(command(*words), env=env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def certificate(self) -> Path:
        """Have the example examined; return the envelope."""
        answer = self.product.authenticate(GENUINE)
        assert answer.code == 0, answer.err
        return answer.folder / "certificate.envelope.json"

    def status(self, file: Path, *words: str) -> tuple[bool, str]:
        """Verify; return whether it is valid, and what is said of its status."""
        found = json.loads(self.product.verify(file, "--json", *words).out)
        return found["valid"], next(step["why"] for step in found["steps"] if step["name"] == "status")

    def says(self, file: Path, word: str) -> bool:
        """Wait until the certify worker has signed a list that says so."""
        return eventually(lambda: word in self.status(file)[1], 30.0)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    passphrase = folder / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    passphrase.chmod(0o600)
    own = {"ADRIEL_KEY_PASSPHRASE_FILE": str(passphrase), "ADRIEL_ENV": "production"}
    create = command("keys", "create", "--issuer", ISSUER, "--origin", ORIGIN)
    subprocess.run(create, env=clean_environment(folder / "state", **own), check=True, capture_output=True, timeout=60)
    with contextlib.closing(serve(folder, **own)) as served:
        yield House(next(served))


def test_keys_rotate_certificates_are_withdrawn_and_every_check_says_what_it_knows(house: House) -> None:
    first = house.certificate()
    house.run("keys", "rotate", "certificates")
    second = house.certificate()
    assert methods(first) != methods(second)
    name = json.loads(first.read_text())["credential"]["id"]
    house.run("certificates", "revoke", name, "--reason", "sold with another watch")

    for each in (first, second):
        valid, why = house.status(each, "--offline")
        assert valid
        assert why.startswith("offline: whether it was withdrawn since")
    assert house.says(first, "REVOKED")
    assert not house.status(first)[0]
    assert house.status(second) == (True, "neither revoked nor suspended by the issuer's lists")

    house.run("keys", "rotate", "certificates")
    house.run("keys", "rotate", "certificates")
    assert house.status(second)[0]
    house.run("certificates", "renew")
    assert house.status(second)[0]

    third = handed_over(house, second)
    assert house.status(third) == (True, "neither revoked nor suspended by the issuer's lists")
    assert house.status(second)[1].startswith("TRANSFERRED")

    version = json.loads(second.read_text())["credential"]["credentialSubject"]["versions"]["calibration"]
    told = house.run("certificates", "recall", "calibration", version, "--reason", "a threshold was wrong")
    assert "3 certificates suspended" in told
    assert house.says(third, "SUSPENDED")
    assert not house.status(first)[0]
    assert "suspend" in house.run("certificates", "history", name)


def handed_over(house: House, file: Path) -> Path:
    """Hand a certificate over to its next holder; return theirs."""
    secret, theirs = file.with_name("owner-secret.json"), file.with_name("theirs")
    code = house.run("certificates", "offer", str(file), "--secret", str(secret)).split("code: ")[1].split()[0]
    name = json.loads(file.read_text())["credential"]["id"]
    house.run("certificates", "take-over", name, "--code", code, "--out", str(theirs))
    assert house.says(file, "TRANSFERRED")
    return theirs / "certificate.envelope.json"


def methods(file: Path) -> str:
    return str(json.loads(file.read_text())["credential"]["proof"]["verificationMethod"])
