"""Examples of answers, for the page of the API."""

from typing import Any

KEY: dict[str, Any] = {
    "id": "6f1c1a2e-52c0-4f0e-9d4e-6d9f2f0f5a10",
    "name": "stock system",
    "mode": "live",
    "prefix": "adriel_live_3f9a1c20",
    "scopes": ["cases:write", "read"],
    "created_at": "2026-03-02T09:00:00Z",
    "expires_at": "2026-05-31T09:00:00Z",
    "last_used_at": None,
    "revoked_at": None,
}
NEW_KEY = KEY | {"key": "adriel_live_3f9a1c20…"}
ENDPOINT: dict[str, Any] = {
    "id": "0c7a5f0e-8f5b-4b57-8a51-0f3a1f6f7d11",
    "url": "https://shop.example/adriel",
    "mode": "live",
    "kinds": ["case.ended"],
    "created_at": "2026-03-02T09:00:00Z",
    "overlap_until": None,
    "failing_since": None,
    "disabled_at": None,
}
SECRET_ENDPOINT = ENDPOINT | {"secret": "whsec_…"}
DELIVERY: dict[str, Any] = {
    "id": "f3f0a0b2-3f0a-4f6e-9a35-0a2f6c9f4c12",
    "message": "msg_5b1f0c3e9a7d4e62b8a1c0d9e8f7a6b5",
    "kind": "case.ended",
    "state": "waiting",
    "created_at": "2026-03-02T10:00:00Z",
    "due_at": "2026-03-02T10:00:05Z",
    "attempts": [
        {"at": "2026-03-02T10:00:00Z", "status": 503, "fault": "", "milliseconds": 41, "excerpt": "try later"}
    ],
}
