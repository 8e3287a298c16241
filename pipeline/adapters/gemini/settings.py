"""What can be set about Gemini."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError

from models.vocabulary.errors import Misconfigured
from models.vocabulary.value import Value

GOOGLE = "googleapis.com"
"""Of the Gemini API (``generativelanguage.``) and of Vertex AI (``aiplatform.``, regions before it)."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Vertex(Value):
    """Gemini on Vertex AI instead of the Gemini API.

    :ivar location: a region, or ``global``.
    """

    project: str
    location: str = "global"


class GeminiSettings(Value):
    """Everything about asking Gemini. Secrets show in no representation of it.

    :ivar api_key: of the Gemini API; not used on Vertex AI.
    :ivar base_url: another endpoint, for instance a stand-in's; None for the service's own.
    :ivar model: ``gemini-3.8-flash`` is the generally available Flash model since September 2026
        (docs.cloud.google.com, "Developer's guide to Gemini 3.8 Flash"); Pro of that generation is a preview only.
    :ivar requests_per_minute: of the project, all workers together. The defaults are what Flash models have had on
        the first paid tier; AI Studio shows what yours has.
    :ivar tokens_per_minute: of input, all workers together.
    :ivar timeout: seconds for one request. A thinking model with twenty pictures takes up to a minute.
    :ivar max_attempts: requests for one question, the first included.
    :ivar first_pause: seconds; the back-off doubles from here.
    :ivar longest_pause: seconds that the back-off never exceeds; a named Retry-After may.
    :ivar breaker_failures: failures of the service in a row, over all workers, that open the circuit.
    :ivar breaker_rest: seconds that it stays open before one request may probe.
    """

    api_key: SecretStr | None = None
    vertex: Vertex | None = None
    base_url: str | None = None
    model: str = Field(default="gemini-3.8-flash", pattern=r"^[A-Za-z0-9._-]{1,80}$")
    requests_per_minute: int = Field(default=1_000, gt=0)
    tokens_per_minute: int = Field(default=1_000_000, gt=0)
    timeout: float = Field(default=90.0, gt=0)
    max_attempts: int = Field(default=5, ge=1)
    first_pause: float = Field(default=1.0, gt=0)
    longest_pause: float = Field(default=20.0, gt=0)
    breaker_failures: int = Field(default=8, ge=1)
    breaker_rest: float = Field(default=30.0, gt=0)

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is on this machine: no proxy leads there."""
        return self.base_url is not None and urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def stands_in(self) -> bool:
        """Whether something else than Google answers: whatever it says, it has not looked."""
        host = urlsplit(self.base_url).hostname or "" if self.base_url is not None else GOOGLE
        return host != GOOGLE and not host.endswith(f".{GOOGLE}")

    @property
    def name(self) -> str:
        """Model and kind of endpoint."""
        kind = "vertex" if self.vertex else "gemini"
        return f"{self.model} at {'a stand-in for ' if self.stands_in else ''}{kind}"


def read_settings(environment: Mapping[str, str]) -> GeminiSettings | None:
    """Read the settings from ``GEMINI_…``; None where neither key nor project is named.

    :raises Misconfigured: where one cannot be used.
    """
    key, project = environment.get("GEMINI_API_KEY", "").strip(), environment.get("GEMINI_VERTEX_PROJECT", "").strip()
    if not key and not project:
        return None
    chosen: dict[str, object] = {"base_url": _base_url(environment)}
    chosen |= {name: value for name in _PLAIN if (value := environment.get(f"GEMINI_{name.upper()}"))}
    if project:
        chosen["vertex"] = Vertex(project=project, location=environment.get("GEMINI_VERTEX_LOCATION") or "global")
    else:
        chosen["api_key"] = key
    return _validated(chosen)


_PLAIN = ("model", "requests_per_minute", "tokens_per_minute", "timeout", "max_attempts")


def _base_url(environment: Mapping[str, str]) -> str | None:
    """Return the endpoint. The key travels with every request, so plain HTTP is for this machine alone."""
    url = environment.get("GEMINI_BASE_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise Misconfigured("GEMINI_BASE_URL", "must be https://…; http://… only on this machine")


def _validated(chosen: Mapping[str, object]) -> GeminiSettings:
    try:
        return GeminiSettings.model_validate(chosen)
    except ValidationError as fault:
        name = str(fault.errors()[0]["loc"][0])
        raise Misconfigured(f"GEMINI_{name.upper()}", f"cannot be used: {fault.errors()[0]['msg']}") from None
