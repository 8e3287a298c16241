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
