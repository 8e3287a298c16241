"""How the OpenAPI schema describes a key."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it has no types
    """A key in the header, for the operations that take one."""

    target_class = "marketplace.connections.authentication.ByKey"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ANN401, ARG002 - the library's signature
        """Return where the key is."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "adriel_live_… or adriel_test_…"}

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:  # noqa: ANN401 - the library's signature
        """Return the scope that the operation asks for; nothing where it takes no key."""
        scope = getattr(auto_schema.view, "key_scopes", {}).get(auto_schema.method)
        return [{self.name: [scope]}] if scope else []
