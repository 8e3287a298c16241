"""What one examiner said about a case, or why it could not say anything."""

from typing import Annotated, Literal

from pydantic import Field

from models.vocabulary.finding import Finding
from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value

STAND_IN = "a stand-in, which has looked at nothing"
"""In an examiner's ``versions`` under ``endpoint``: what it says was made up for a trial."""


class Usage(Value):
    """What a paid examiner spent on the case.

    :ivar cost_usd: by the price list that ``versions`` names.
    """

    requests: int = Field(ge=0)
    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    cost_usd: float = Field(ge=0.0)


class NotExamined(Value):
    """Something that was not seen or not available, and why: unknown is not absent.

    :ivar what: a component, a view or an examiner.
    """

    what: str
    why: str


class Examined(Value):
    """An examiner's findings. No findings is a valid answer.

    :ivar photos: digests of the photos that were looked at.
    :ivar versions: of everything that could change the answer: code, prompt, model, price list.
    """

    kind: Literal["examined"] = "examined"
    examiner: str
    version: str
    findings: tuple[Finding, ...]
    photos: tuple[Sha256, ...] = ()
    not_examined: tuple[NotExamined, ...] = ()
    versions: dict[str, str] = Field(default={})
    usage: Usage | None = None

    @property
    def made_up(self) -> bool:
        """Whether a stand-in answered in the examiner's place."""
        return self.versions.get("endpoint") == STAND_IN


class Unavailable(Value):
    """The examiner could not look. Never a finding, whatever the cause.

    :ivar why: a short code such as ``no key``, ``blocked``, ``empty answer``, ``over budget``.
    :ivar passing: True where asking again later may succeed: then it is never memoised.
    :ivar patient: False where waiting cannot help because somebody has to do something first, such as name a key.
    :ivar retry_after: seconds, where the cause named a time.
    """

    kind: Literal["unavailable"] = "unavailable"
    examiner: str
    version: str
    why: str
    passing: bool
    patient: bool = True
    retry_after: float | None = Field(default=None, ge=0.0)
    usage: Usage | None = None


Examination = Annotated[Examined | Unavailable, Field(discriminator="kind")]
