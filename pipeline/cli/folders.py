"""Folders that a command writes to."""

import tempfile
from pathlib import Path

from models.vocabulary.errors import SubmissionError


def prepare(folder: Path) -> None:
    """Make the folder before anything is examined, so that nothing is examined in vain. What is in it is not touched.

    :raises SubmissionError: where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise SubmissionError(
            "out:unwritable", f"{folder}: cannot be written ({fault.strerror}); name another with --out"
        ) from None
