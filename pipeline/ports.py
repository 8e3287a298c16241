"""What the pipeline needs from the world outside, as protocols. ``pipeline.wiring`` chooses who answers them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from pydantic import Field

from models.vocabulary.errors import AdrielError
from models.vocabulary.examination import Usage
from models.vocabulary.value import Value


class BlobMissing(AdrielError):
    """No blob has this key.

    :param key: the key that was asked for.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"no blob at {self.key}"


class BlobStore(Protocol):
    """Photos, records and documents, by key (``a/b/c.json``; ASCII letters, digits and ``._@-`` between slashes).

    A blob SHALL be visible whole or not at all, and SHALL be durable once ``create`` has returned.
    Transport faults are raised as ``models.vocabulary.errors.Retriable``.
    """

    def create(self, key: str, data: bytes, *, durable: bool = True) -> bool:
        """Store ``data`` unless the key is taken; return whether it was stored. The only way anything happens once.

        :param durable: False for what can be derived again: a killed process never harms it, a power cut may lose or
            tear it.
        """
        ...

    def get(self, key: str) -> bytes:
        """Return the blob, or raise ``BlobMissing``."""
        ...

    def exists(self, key: str) -> bool:
        """Return whether the key is taken."""
        ...

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the keys below ``prefix`` (which ends in ``/``), sorted."""
        ...

    def delete(self, key: str) -> None:
        """Remove the blob; no error where there is none."""
        ...


class SwapStore(BlobStore, Protocol):
    """A blob store in which a few blobs change. No other way to change one exists."""

    def swap(self, key: str, old: bytes | None, new: bytes) -> bool:
        """Replace the blob where it is ``old`` (None: where there is none); return whether it is ``new`` now.

        Of many writers that saw the same ``old`` and bring different blobs exactly one replaces it. Durable, and
        visible whole or not at all.
        """
        ...


class Picture(Value):
    """A photo as a vision model gets it.

    :ivar label: how the question names it: ``dial``, ``dial-2`` …
    :ivar data: JPEG without metadata.
    """

    label: str
    data: bytes


class Question(Value):
    """One request to a vision model.

    :ivar system: the instruction that nothing in a photo or claim can override.
    :ivar text: the question itself.
    :ivar answer_schema: JSON schema that the answer must satisfy.
    """

    system: str
    text: str
    pictures: tuple[Picture, ...]
    answer_schema: dict[str, Any]
    max_output_tokens: int = Field(gt=0)
    temperature: float = Field(ge=0.0, le=2.0)


class Answered(Value):
    """The model's answer, whole, as text; not yet validated against the schema.

    :ivar model: as the far side named it.
    :ivar prices: the price list that ``usage`` was reckoned by.
    :ivar stand_in: something else answered in the model's place: what it says is made up.
    """

    kind: Literal["answered"] = "answered"
    text: str
    model: str
    prices: str = ""
    stand_in: bool = False
    usage: Usage


class NoAnswer(Value):
    """Why there is no usable answer.

    :ivar why: a short code: ``no key``, ``refused``, ``blocked``, ``empty answer``, ``malformed answer``,
        ``truncated``, ``rate limited``, ``rate limiter unavailable``, ``server error``, ``timeout``, ``unreachable``,
        ``circuit open``, ``bad request``, ``bad key``.
    :ivar passing: asking again later may succeed.
    :ivar usage: what was spent nevertheless.
    """

    kind: Literal["no_answer"] = "no_answer"
    why: str
    passing: bool
    retry_after: float | None = None
    usage: Usage | None = None


class VisionModel(Protocol):
    """A model that looks at pictures. It SHALL NOT raise for anything the far side does."""

    @property
    def name(self) -> str:
        """Model and endpoint kind, for ``versions``: ``gemini-…`` at ``gemini`` or ``vertex``."""
        ...

    def ask(self, question: Question, *, deadline: float) -> Answered | NoAnswer:
        """Ask once, within ``deadline`` seconds, waiting for the shared rate limit inside it."""
        ...


class Signer(Protocol):
    """Holds an Ed25519 key. The key never leaves it."""

    @property
    def safe(self) -> bool:
        """False for a development key: documents signed with it say so."""
        ...

    @property
    def verification_method(self) -> str:
        """DID URL of the public key, for instance ``did:key:z6Mk…#z6Mk…``."""
        ...

    @property
    def controller(self) -> str:
        """DID of the issuer."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of ``data``."""
        ...


class Clock(Protocol):
    """Tells the time; stages never ask the system."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


State = Literal["started", "finished", "retried", "failed"]


class Event(Value):
    """Something that happened to a case. Ids and codes only: nothing a person wrote, read or photographed.

    :ivar part: photo label or examiner; empty for a stage of one part.
    :ivar total: parts of the stage.
    :ivar note: a code: ``rejected:truncated``, ``unavailable:no key``, ``authentic`` …
    """

    v: Literal[1] = 1
    case: str
    examination: int
    dispatch: str
    stage: str
    part: str = ""
    state: State
    total: int = 1
    ms: int = 0
    note: str = ""


class Progress(Protocol):
    """Where events go. Best effort: ``emit`` never raises and never blocks for long."""

    def emit(self, event: Event) -> None:
        """Append the event."""
        ...


class ProgressReader(Protocol):
    """Reads events in order, from a position on."""

    def position(self) -> str:
        """Return the position after the newest event."""
        ...

    def read(self, after: str, *, wait: float) -> Sequence[tuple[str, Event]]:
        """Return the events after a position, waiting up to ``wait`` seconds for the first."""
        ...
