"""What a catalogue rule answers."""

from enum import StrEnum

from models.vocabulary.value import Value


class Plausibility(StrEnum):
    """``unknown`` is the answer wherever no row speaks: never a synonym of implausible."""

    PLAUSIBLE = "plausible"
    IMPLAUSIBLE = "implausible"
    UNKNOWN = "unknown"


class Judgement(Value):
    """A rule's answer.

    :ivar why: a sentence for a person; never contains a serial number.
    :ivar source: of the row that decided; empty where none did.
    """

    plausibility: Plausibility
    why: str
    source: str = ""
