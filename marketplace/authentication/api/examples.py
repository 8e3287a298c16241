"""What answers about cases look like, for the schema."""

from typing import Any

AT, LATER = "2026-11-25T10:00:00Z", "2026-11-25T10:00:41Z"
CASE_ID = "d41f0a3bc95e7786a210"

CASE_LINE: dict[str, Any] = {
    "id": CASE_ID,
    "profile": "watch",
    "lane": "standard",
    "organisation": None,
    "state": "authentic",
    "claim": {"brand": "Aldenmoor", "model": "Tidewatch", "reference": "AT-220"},
    "examination": 1,
    "created_at": AT,
    "submitted_at": AT,
}
EXAMINATION = {
    "number": 1,
    "kind": "first",
    "outcome": "authentic",
    "assurance": "local",
    "certificate": f"urn:adriel:{CASE_ID}:1",
    "without": {},
    "fault": "",
    "created_at": AT,
    "ended_at": LATER,
}
PHOTO = {"label": "dial", "view": "dial", "ordinal": 1, "size": 412907, "examination": 1}
CASE = CASE_LINE | {
    "serial": "M204817",
    "challenge": {},
    "examinations": [EXAMINATION],
    "photos": [PHOTO],
    "last_event": 34,
    "offers": ["review", "submit", "withdraw"],
    "examine_again": False,
}

REGION = [[0.41, 0.18], [0.58, 0.18], [0.58, 0.27], [0.41, 0.27]]
FINDING: dict[str, Any] = {
    "number": 3,
    "examiner": "identity",
    "component": "dial",
    "criterion": "name",
    "bearing": "supports",
    "strength": 0.8,
    "sentence": "The dial says “Aldenmoor”, as was claimed.",
}
REPORT = {
    "case": CASE_ID,
    "examination": 1,
    "outcome": "authentic",
    "assurance": "local",
    "findings": [FINDING | {"region": {"photo": "dial", "polygon": REGION}}],
}
"""The beginning of one: all of it is described in docs/certificate.md."""
SEEN_PHOTO = PHOTO | {
    "picture": f"/api/v1/cases/{CASE_ID}/photos/dial",
    "refusal": None,
    "flaws": [],
    "measurements": {"width": 3024, "height": 4032, "focus": 212.5, "exposure": 0.52, "glare": 0.01},
    "dial": {"centre": [0.5, 0.49], "axes": [0.3, 0.29], "angle": 12.0, "support": 0.93},
    "findings": [FINDING | {"polygon": REGION}],
}
UPLOAD = {
    "label": "dial",
    "url": "https://adriel.example/api/v1/uploads/9s2Yd0vQ",
    "fields_to_send": {"key": "9s2Yd0vQ", "Content-Type": "image/jpeg", "policy": "eyJrZXki…"},
}

REVIEW: dict[str, Any] = {
    "examination": 1,
    "taken_at": AT,
    "decided_at": None,
    "decisions": [],
    "summary": "",
}
WAITING = {
    "id": CASE_ID,
    "profile": "watch",
    "claim": CASE_LINE["claim"],
    "examination": 1,
    "since": LATER,
    "wanted": 2,
    "holders": [{"name": "Eve", "is_me": True, "taken_at": AT, "has_decided": False}],
    "is_appeal": False,
}
UNDER_REVIEW = WAITING | {
    "serial": "M204817",
    "outcome": "counterfeit",
    "findings": [FINDING | {"region": {"photo": "dial", "polygon": REGION}}],
    "photos": ["dial", "caseback"],
    "same_serial": 1,
    "appeals": [],
    "review": REVIEW,
}
REFERENCE_SET: dict[str, Any] = {
    "id": 12,
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AT-220",
    "source": "Three watches from the maker's own archive, opened by a watchmaker.",
    "state": "published",
    "digest": "9f2c" * 16,
    "refusals": {},
    "photos": [{"label": "dial-1", "view": "dial", "size": 398114}],
    "is_mine": True,
    "created_at": AT,
    "published_at": LATER,
    "retired_at": None,
}
