"""One case, from what was handed in to the documents on disk."""

import contextlib
import os
from pathlib import Path

from models import catalogue
from models.vocabulary.case import CaseFile
from models.vocabulary.views import Lane
from pipeline import keys, references, seen
from pipeline.app import make_app
from pipeline.cli import outputs
from pipeline.cli.display import Display
from pipeline.cli.folders import prepare
from pipeline.cli.follow import CaseFailed, Follower
from pipeline.cli.pending import Pending, pending
from pipeline.cli.remembered import owner
from pipeline.cli.runtime import Runtime
from pipeline.cli.submission import Submission
from pipeline.erasure import clear_case, delete_case
from pipeline.intake import open_case
from pipeline.wiring import Workshop

AGAIN = "the same command again goes on where this one stopped"


def examine(
    handed_in: Submission, lane: Lane, running: Runtime, display: Display, out: Path | None, *, keep: bool
) -> list[Path]:
    """Open the case or go on with an unfinished one, follow it to its end; return what was written.

    :param out: folder of the documents; None for ``adriel-out/<case>``.
    :param keep: keep the case's photos and records.
    :raises CaseFailed: where it ended in a fault of ours.
    """
    shop = running.shop
    knowledge = pinned(shop, handed_in)
    with pending(shop.settings.state, handed_in.key()) as memory:
        case = _unfinished(shop, memory, knowledge) or _open(shop, handed_in, lane, memory, knowledge)
        folder = out or Path("adriel-out") / case.case
        prepare(folder)
        display.say(f"case {case.case}: {len(case.photos)} photo{'' if len(case.photos) == 1 else 's'}")
        _follow(running, case, display)
        written = outputs.write(shop.store, case, folder)
        seen.remember(shop.store, case)
        if not keep:
            clear_case(shop.store, case.case)
        memory.end()
    return written


def _follow(running: Runtime, case: CaseFile, display: Display) -> None:
    app = make_app(running.shop.settings)
    follower = Follower(running, app, case, display.take, on_trouble=lambda trouble: display.say(f"  {trouble}"))
    try:
        follower.follow()
    except CaseFailed as fault:
        raise _explained(fault, running) from fault


def pinned(shop: Workshop, handed_in: Submission) -> dict[str, str]:
    """Return the digests of what the examiners need from elsewhere; a reference set is published first.

    :raises SubmissionError: where the folder of a reference set holds none.
    """
    folder = handed_in.references or references.find_shipped(handed_in.claim, catalogue.load())
    found = {"references": references.publish(shop.store, folder, shop.settings.limits)} if folder else {}
    return found | {"seen": seen.head(shop.store)}


def _unfinished(shop: Workshop, memory: Pending, knowledge: dict[str, str]) -> CaseFile | None:
    """Return the unfinished case of the same submission, unless it was opened with another reference set.

    The photos that were seen meanwhile make no difference: it goes on with the index that it began with.
    """
    if not memory.case:
        return None
    key = keys.case_file(memory.case, 1)
    if shop.store.exists(key):
        with contextlib.suppress(ValueError):  # of another version: begin anew
            case = CaseFile.model_validate_json(shop.store.get(key))
            if case.knowledge.get("references") == knowledge.get("references"):
                return case
    delete_case(shop.store, memory.case)
    return None


def _open(shop: Workshop, handed_in: Submission, lane: Lane, memory: Pending, knowledge: dict[str, str]) -> CaseFile:
    case = open_case(
        shop.store,
        shop.clock,
        claim=handed_in.claim,
        profile=handed_in.profile,
        lane=lane,
        photos=[(photo.submitted, photo.data) for photo in handed_in.photos],
        knowledge=knowledge,
        challenge=handed_in.challenge,
        owner=owner(shop.settings.state),
    )
    memory.begin(case.case)
    return case


def _explained(fault: CaseFailed, running: Runtime) -> CaseFailed:
    """Add what a person can do, and keep the log that would otherwise go with the command."""
    if running.log is None:
        return CaseFailed(f"{fault}; see the workers' logs; {AGAIN}")
    kept = running.log.with_name(f"fault-{os.getpid()}.log")
    running.log.rename(kept)
    return CaseFailed(f"{fault}; the workers' log is {kept}; {AGAIN}")
