"""Where cases with a known truth come from: the studio's sets, or a folder of one's own.

A folder holds one folder a case: photos named by view, ``claim.toml`` as for ``./adriel authenticate``, and
``truth.toml``::

    genuine = false            # is the claim true, and do the photos show the watch?
    domain = "real"            # or "rendered"
    watch = "specimen-7"       # cases of one specimen share it
    defect = "wrong_dial"      # optional: what is wrong, as a code …
    severity = "severe"        # … and how far: slight, moderate, severe
    component = "dial"         # optional
    references = "../sets/x"   # optional: folder of a reference set, from here
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from models.scoring.labelled import Truth
from models.vocabulary.errors import SubmissionError
from pipeline.cli import submission
from pipeline.evaluation.accuracy.cases import KnownCase, Photo
from pipeline.imaging.refusal import Limits

TRUTH = "truth.toml"


class StudySet(Protocol):
    """A set of cases.

    :ivar name: of its folder of results.
    :ivar title: for the report.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102

    def cases(self) -> Iterator[KnownCase]:
        """Yield the cases, in order; photos are drawn or read only when they are examined."""
        ...

    def publish_seen(self, blobs: Path) -> str | None:
        """Put what was handed in before into the index of photos; return its digest, None where there is none."""
        ...


def find(source: str, size: str, folder: Path, *, references: bool) -> StudySet:
    """Return the set that a command names.

    :param folder: where drawn reference sets are put.
    :param references: False: as if there were no reference sets.
    :raises SubmissionError: where it is neither one of the studio's nor a folder.
    """
    if source in STUDIO:
        from pipeline.evaluation.accuracy.studio import StudioStudy

        return StudioStudy(STUDIO[source], size, folder, references=references)
    if not Path(source).is_dir():
        raise SubmissionError("set:unknown", f"{source}: is neither {', '.join(STUDIO)} nor a folder of cases")
    return FolderStudy(Path(source), references=references)


STUDIO = {"studio": "held-back", "calibration": "calibration"}
"""The studio's sets as the command names them."""


@dataclass(frozen=True)
class FolderStudy:
    """Cases of one's own."""

    folder: Path
    references: bool

    @property
    def name(self) -> str:
        """Its folder's name, and a digest of where it lies."""
        return f"{self.folder.name}-{hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:8]}"

    @property
    def title(self) -> str:
        """Its folder's name."""
        return f"The cases in {self.folder.name}{'' if self.references else ', without reference sets'}"

    def cases(self) -> Iterator[KnownCase]:
        """Yield the folder's cases."""
        for case in from_folder(self.folder):
            yield case if self.references else replace(case, references=None)

    def publish_seen(self, blobs: Path) -> None:
        """Nothing was handed in before."""


def from_folder(folder: Path) -> Iterator[KnownCase]:
    """Yield the cases of a folder, by name.

    :raises SubmissionError: where the folder holds none, or one of them cannot be read; names file and remedy.
    """
    found = sorted(path.parent for path in folder.glob(f"*/{TRUTH}"))
    if not found:
        raise SubmissionError("set:empty", f"{folder}: holds no case; each is a folder with photos and {TRUTH}")
    for path in found:
        yield _case(path)


def _case(folder: Path) -> KnownCase:
    stated = _toml(folder / TRUTH)
    references = stated.pop("references", None)
    claim = submission.read_claim(folder, None, {})
    stated.setdefault("watch", folder.name)
    stated.setdefault("reference", claim.reference or claim.brand)
    try:
        truth = Truth.model_validate(stated)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise SubmissionError("set:truth", f"{folder / TRUTH}: {field}: {first['msg']}") from None
    return KnownCase(
        name=folder.name,
        truth=truth,
        claim=claim,
        photos=partial(_photos, folder),
        references=partial(_beside, folder, references) if references else None,
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SubmissionError("set:truth", f"{path}: is not TOML ({fault})") from None


def _photos(folder: Path) -> tuple[Photo, ...]:
    photos, _ = submission.read_photos(folder, Limits().max_bytes)
    return tuple((each.submitted.view, each.submitted.ordinal, each.data) for each in photos if each.name != TRUTH)


def _beside(folder: Path, references: str) -> Path:
    return (folder / references).resolve()
