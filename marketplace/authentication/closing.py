"""Why following a case ends, and how clients are told."""

from enum import IntEnum
from typing import Literal, TypedDict


class Close(IntEnum):
    """Why a socket is closed, as its code; 4000 and up are an application's own (RFC 6455, section 7.4.2)."""

    UNREADABLE = 4400
    TICKET = 4401
    ACCESS = 4404
    TOO_OFTEN = 4429
    UNAVAILABLE = 4503


REASONS = {
    Close.UNREADABLE: "The message cannot be read. Send {“type”: “resync”, “after”: number}.",
    Close.TICKET: "The ticket is not valid, or not any more. Ask for a new one.",
    Close.ACCESS: "There is nothing here that you may see.",
    Close.TOO_OFTEN: "Too many messages. Connect again in a while.",
    Close.UNAVAILABLE: "A part of ours cannot be reached for the moment. Connect again soon.",
}


class Closed(TypedDict):
    """The last message."""

    type: Literal["closed"]
    code: int
    title: str


def closed(why: Close) -> Closed:
    """Return the last message that a client gets."""
    return Closed(type="closed", code=int(why), title=REASONS[why])
