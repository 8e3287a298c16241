"""Examples of what moderation is told, and of what it tells."""

from typing import Any

AT = "2026-03-14T09:26:53Z"
LISTING = "b7c9d1e3f5a70b2c4d6e"
MATTER_ID = "3f0d5a52-1f7e-4f0e-9d5c-5a2e0b1c7d11"
SOMEBODY = "9a3c5e71-2b4d-4c6f-8e0a-1b3d5f7a9c2e"

REPORT: dict[str, Any] = {
    "kind": "listing",
    "about": LISTING,
    "reason": "photos",
    "text": "These are photos of my watch.",
}
TOLD = {
    "id": "5c0e7d11-6f7e-4f0e-9d5c-5a2e0b1c7d11",
    **REPORT,
    "created_at": AT,
    "state": "dismissed",
    "answer": "The seller showed us the watch.",
    "decided_at": AT,
}
MATTER: dict[str, Any] = {
    "id": MATTER_ID,
    "kind": "listing",
    "about": LISTING,
    "reported": 2,
    "reasons": {"photos": 2},
    "created_at": AT,
    "taken_by": SOMEBODY,
    "taken_at": AT,
    "state": "open",
    "answer": "",
    "decided_at": None,
}
THING = {
    "says": "Aldenmoor Tidewatch AM-2204",
    "pictures": [f"/api/v1/listings/{LISTING}/photos/q3o0k1nTt2m8q0m1sH9xYb7c/large.jpg"],
}
WHOLE: dict[str, Any] = {
    **MATTER,
    "thing": THING,
    "reports": [{"by": SOMEBODY, **REPORT, "created_at": AT}],
}
TAKE_DOWN = {"kind": "listing", "about": LISTING, "reason": "photos", "text": "The photos are another seller's."}
OWN: dict[str, Any] = {
    "id": "7e0e7d11-6f7e-4f0e-9d5c-5a2e0b1c7d11",
    **TAKE_DOWN,
    "state": "restored",
    "created_at": AT,
    "appeal": "I took them myself.",
    "appealed_at": AT,
    "decision": "So you did.",
    "decided_at": AT,
    "came_back": "published",
    "why": "",
}
MEASURE: dict[str, Any] = {
    **OWN,
    "before": "published",
    "by": SOMEBODY,
    "decided_by": "1b3d5f7a-9c2e-4d6f-8e0a-9a3c5e712b4d",
    "events": [{"number": 1, "at": AT, "action": "take", "state": "standing", "actor": SOMEBODY}],
}
WHOLE_MEASURE: dict[str, Any] = {**MEASURE, "thing": THING}
DECISION = {"outcome": "restored", "text": "So you did."}
