"""What answers about accounts look like, for the schema."""

ACCOUNT = "0b7d3a52-6f7e-4f0e-9d5c-5a2e0b1c7d11"
AT = "2026-11-25T10:00:00Z"

PAIR = {"access": "eyJhbGciOi…", "refresh": "eyJhbGciOi…"}

ORGANISATION = {
    "id": "6a0c5c1e-5a3f-4f0b-8a57-0f9d5b1f3c22",
    "kind": "store",
    "name": "Aldenmoor & Daughters",
    "created_at": AT,
}
MEMBERSHIP = {"organisation": ORGANISATION, "kind": "manager", "created_at": AT}
MEMBER = {"id": ACCOUNT, "display_name": "Ada", "kind": "staff", "created_at": AT}
INVITATION = {
    "id": "c1d0b7de-8f3c-4f43-9a40-0f5a3d0d9b33",
    "email": "ben@example.org",
    "kind": "staff",
    "created_at": AT,
    "expires_at": "2026-12-02T10:00:00Z",
}

PROFILE = {
    "id": ACCOUNT,
    "email": "ada@example.org",
    "pending_email": "",
    "display_name": "Ada",
    "role": "member",
    "second_factor": True,
    "memberships": [],
    "created_at": AT,
}
EXPORT = {
    "profile": {"id": ACCOUNT, "email": "ada@example.org", "display_name": "Ada", "role": "member"},
    "log_ins": [{"created_at": AT, "expires_at": "2026-12-09T10:00:00Z"}],
    "memberships": [],
    "invitations_sent": [],
    "invitations_received": [],
    "authentication": [],
}
