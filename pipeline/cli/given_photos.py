"""The photos of a folder, for comparison with those that a document names."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from models.vocabulary.errors import SubmissionError
from pipeline.imaging.refusal import DEFAULT

_NO_PHOTOS = frozenset({".toml", ".json", ".pdf", ".txt"})
"""Endings of what lies beside photos: a claim, documents, notes."""


class GivenPhotos(Mapping[str, bytes]):
    """File name -> content, by name. Each is read when it is asked for, so that one at a time is in memory.

    :param folder: is not searched deeper; hidden files are left out.
    :raises SubmissionError: there is no such folder, or no photo in it.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise SubmissionError("verify:no_folder", f"{folder}: there is no such folder")
        found = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        self._paths = {path.name: path for path in sorted(found) if path.suffix.lower() not in _NO_PHOTOS}
        if not self._paths:
            raise SubmissionError("verify:no_photos", f"{folder}: the folder holds no photos")

    def __getitem__(self, name: str) -> bytes:
        """Return a photo; of one that is too large as much as shows that: the others are compared all the same.

        :raises SubmissionError: it cannot be read; names the file and what to do.
        """
        path = self._paths[name]
        try:
            with path.open("rb") as file:
                return file.read(DEFAULT.max_bytes + 1)
        except OSError as fault:
            remedy = "make it readable, or move it out of the folder"
            raise SubmissionError("verify:unreadable", f"{path}: cannot be read ({fault.strerror}); {remedy}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
