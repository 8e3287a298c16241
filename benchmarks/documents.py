"""A report and a certificate as the product makes them, for what is measured on documents."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.fleet import GENUINE
from local.gemini import GeminiStandIn
from pipeline import keys
from pipeline.adapters.files import LocalFiles
from pipeline.certificate import envelope
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import TrustedKey
from pipeline.keyring.safe import KeySigner
from pipeline.locations import ROOT

LONGEST = 180.0
"""Seconds that the case has: ten times what it takes on two cores."""


@dataclass(frozen=True)
class Documents:
    """What one case gave.

    :ivar pictures: derivative JPEGs by photo label.
    :ivar trusted: the key that signed them.
    :ivar signer: another key, in memory.
    """

    report: Document
    certificate: Document
    log_proof: bytes
    pictures: dict[str, bytes]
    trusted: TrustedKey
    signer: KeySigner


def documents() -> Documents:
    """Examine the example case as a person does, with a Gemini that finds it in order."""
    with tempfile.TemporaryDirectory() as folder, GeminiStandIn() as gemini:
        own = {"GEMINI_BASE_URL": gemini.url, "GEMINI_API_KEY": "stand-in", "ADRIEL_STATE": folder}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GEMINI", "REDIS", "ADRIEL"))}
        words = [sys.executable, "-P", "-m", "pipeline.cli", "authenticate", str(GENUINE), "--keep", "--out", folder]
        env = {**kept, **own, "PYTHONPATH": str(ROOT)}
        subprocess.run(words, env=env, check=True, capture_output=True, timeout=LONGEST)
        report: dict[str, Any] = json.loads((Path(folder) / "report.json").read_text())
        wrapped = json.loads((Path(folder) / "certificate.envelope.json").read_text())
        store = LocalFiles(Path(folder) / "blobs")
        shown = {each["label"]: keys.derivative(report["case"], each["derivative"]) for each in report["photos"]}
        pictures = {label: store.get(key) for label, key in shown.items()}
    signed = envelope.unwrap(wrapped)
    return Documents(
        report=report,
        certificate=signed.credential,
        log_proof=signed.proof or b"",
        pictures=pictures,
        trusted=TrustedKey.from_method(signed.credential["proof"]["verificationMethod"], safe=True),
        signer=KeySigner(Ed25519PrivateKey.generate(), controller=signed.credential["issuer"]),
    )
