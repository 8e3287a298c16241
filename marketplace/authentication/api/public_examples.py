"""What the schema shows of certificates and checks: a made-up one, as it is answered."""

from typing import Any

CERTIFICATE = "urn:adriel:k3v9q2m7x4p1:1"

_FACTS: dict[str, Any] = {
    "case": "k3v9q2m7x4p1",
    "examination": 1,
    "issuer": "did:web:adriel.example",
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AM-2204",
    "part": None,
    "outcome": "authentic",
    "assurance": "vision",
    "posterior": 0.9992,
}
_STEPS = (
    ("parse", "passed", "strict JSON that means the same to every reader"),
    ("shape", "passed", "a certificate of version 1, complete and without unknown fields"),
    ("signature", "passed", "the content is exactly what was signed"),
    ("issuer", "passed", "signed with a trusted key"),
    ("dates", "passed", "valid until 2027-11-25"),
    ("log", "passed", "entry 0 of the log, which had 1"),
    ("status", "passed", "neither revoked nor suspended by the issuer's lists"),
    ("photos", "not checked", "no photos were given"),
    ("serial", "not checked", "no serial number was given"),
    ("consistency", "passed", "outcome, score and findings agree"),
)

VERIFICATION: dict[str, Any] = {
    "document": "certificate",
    "valid": True,
    "unsafe": False,
    "digest": "134bef23ac4f0af4f2dd8a5582ba05134ba5e97f6c122d14f985ff948bac5215",
    "steps": [
        {"number": number, "name": name, "status": status, "why": why}
        for number, (name, status, why) in enumerate(_STEPS, 1)
    ],
    "photos": [],
    "photos_absent": [],
    "standing": "stands",
    "stand_in": False,
    "facts": _FACTS,
    "not_covered": ["whether the watch in hand is the watch in the photos"],
}

PAGE: dict[str, Any] = {
    "v": 1,
    "id": CERTIFICATE,
    "code": "2D5Y-Y8XC-9W5F",
    "standing": "stands",
    "facts": _FACTS,
    "year": 2023,
    "calibre": "AM31",
    "assurance": "Measured by software and looked at by a vision model. No person has looked.",
    "basis": "declared by judgement, no sample: a cap on every component keeps one of them from deciding anything",
    "summary": "The claim: Aldenmoor Tidewatch, reference AM-2204. In its favour speak the dial and the case back.",
    "seen": ["dial", "caseback", "movement", "hands"],
    "unseen": ["clasp", "crown", "papers"],
    "photos": 3,
    "valid_from": "2026-11-25T12:30:56Z",
    "valid_until": "2027-11-25T12:30:56Z",
    "cautions": ["This is an opinion on photos. Nobody held or opened the watch."],
    "replaces": None,
    "because": None,
    "documents": ["certificate.json", "certificate.envelope.json", "certificate.pdf"],
    "verification": VERIFICATION,
}

ENVELOPE: dict[str, Any] = {
    "type": "AdrielCertificateEnvelope",
    "v": 1,
    "credential": {"id": CERTIFICATE, "type": ["VerifiableCredential"], "issuer": "did:web:adriel.example"},
    "logProof": "c2sp.org/tlog-proof@v1\nindex 0\n\nadriel.example/log\n1\n…",
}

CHECKED: dict[str, Any] = {
    "id": "1795608000k3v9q2m7x4p18wq0zc5d",
    "state": "checked",
    "url": "https://adriel.example/api/v1/verifications/1795608000k3v9q2m7x4p18wq0zc5d",
    "result": {
        "v": 1,
        "verdict": "valid",
        "sentence": "This document is genuine and counts.",
        "refused": None,
        "checked": "2026-11-25T12:40:00Z",
        "code": "2D5Y-Y8XC-9W5F",
        "verification": VERIFICATION,
    },
}
