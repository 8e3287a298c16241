"""What travels between workers: ids, and nothing else.

A message carries its version, so that workers of two versions can serve one queue while they are replaced.
"""

from typing import Any, Literal

from models.vocabulary.case import CaseId
from models.vocabulary.errors import PipelineError
from models.vocabulary.value import Value

VERSION = 1
READABLE = frozenset({1})
"""This version and the one before it, once there is one."""


class UnknownMessage(PipelineError):
    """A message of a version that this worker cannot read.

    :param version: what the message says it is.
    """

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version

    def __str__(self) -> str:
        return f"message version {self.version}: this worker reads {sorted(READABLE)}; replace the older workers"


class Message(Value):
    """One part of one stage of one examination.

    :ivar dispatch: which sending of the canvas this belongs to.
    :ivar part: photo label or examiner; ``all`` where a stage has one part.
    :ivar total: how many parts the stage has.
    """

    v: Literal[1] = 1
    case: CaseId
    examination: int
    dispatch: str
    part: str = "all"
    total: int = 1

    @classmethod
    def read(cls, payload: dict[str, Any]) -> "Message":
        """Read a payload of any readable version, or raise ``UnknownMessage``."""
        if payload.get("v") not in READABLE:
            raise UnknownMessage(str(payload.get("v")))
        return cls.model_validate(payload)

    def payload(self) -> dict[str, Any]:
        """Return what goes into Celery's arguments."""
        return self.model_dump(mode="json")
