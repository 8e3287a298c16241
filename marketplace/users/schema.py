"""How the OpenAPI schema describes a log-in."""

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme


class BearerScheme(SimpleJWTScheme):  # type: ignore[no-untyped-call]  # it registers itself by being defined  # type: ignore[no-untyped-call]
    """An access token in the header."""

    target_class = "marketplace.users.tokens.Bearer"
    name = "bearer"
