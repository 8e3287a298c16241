"""How the OpenAPI schema says that a watcher shows a ticket."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TicketScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A ticket in the address, for one connection."""

    target_class = "marketplace.authentication.api.live.ByTicket"
    name = "ticket"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ANN401, ARG002 - the library's signature
        """Return where the ticket is."""
        return {"type": "apiKey", "in": "query", "name": "ticket"}
