"""Folders that a command writes to."""

from pathlib import Path

from models.vocabulary.errors import SubmissionError


def prepare(folder: Path) -> None:
    """Make the folder before anything is examined, so that nothing is examined in vain.

    :raises SubmissionError: where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".adriel"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise SubmissionError(
            "out:unwritable", f"{folder}: cannot be written ({fault.strerror}); name another with --out"
        ) from None
