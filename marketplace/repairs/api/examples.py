"""Examples of what is answered."""

REPAIR = {
    "id": "p7r2k9v4m1x8c3b6n5t0",
    "shop": "0b6f3a52-7d0e-4c1f-9a51-2f2a1f0b7c11",
    "shop_name": "Atelier Ostberg",
    "title": "New bezel insert",
    "state": "consented",
    "case": "k3v9q2m7x4p1k3v9q2m7",
    "case_state": "draft",
    "consented_by": "link",
    "consented_at": "2026-11-02T09:30:00Z",
    "done_at": None,
    "created_at": "2026-11-01T16:12:00Z",
}
BOOK = {
    "id": "k3v9q2m7x4p1k3v9q2m7",
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AM-2204",
    "last_entry": 1,
    "created_at": "2026-11-02T10:00:00Z",
    "mine": True,
}
READ = {
    "book": BOOK,
    "entries": [
        {
            "type": "AdrielCertificateEnvelope",
            "v": 1,
            "credential": {"type": ["AdrielServiceBookEntry"], "number": 1},
            "logProof": "…",
        }
    ],
    "checks": [{"number": 1, "valid": True, "unsafe": False, "fault": None, "said": "signed with a trusted key"}],
    "valid": True,
}
READER = {
    "id": "5d1f0b7e-6a3c-4a5e-9a51-2f2a1f0b7c11",
    "email": "ben@example.org",
    "expires_at": None,
    "created_at": "2026-11-02T10:00:00Z",
}
NEW_READER = {**READER, "link": ""}
