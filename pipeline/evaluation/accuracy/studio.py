"""The studio's sets as a study: drawn cases, drawn reference sets, and the photos that others handed in before."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.vocabulary.photo import Rejected, Submitted
from pipeline import seen
from pipeline.adapters.files import LocalFiles
from pipeline.evaluation.accuracy.cases import KnownCase
from pipeline.evaluation.studio import reference_sets
from pipeline.evaluation.studio.cases import EarlierPhoto, SetName, Size, StudioCase, earlier_photos, photos, studio_set
from pipeline.stages.preprocess import Limits, preprocess

SEED = 0
"""Of all sets: the figures in ``docs`` are of this one."""


@dataclass(frozen=True)
class StudioStudy:
    """One of the studio's sets.

    :ivar folder: where drawn reference sets are put, one folder a reference.
    """

    set_name: str
    size: str
    folder: Path
    references: bool

    @property
    def name(self) -> str:
        """Set and size."""
        return f"{self.set_name}-{self.size}{'' if self.references else '-without-references'}"

    @property
    def title(self) -> str:
        """What the report calls it."""
        with_or_without = "" if self.references else ", without reference sets"
        return f"The studio's {self.set_name} set ({self.size}{with_or_without})"

    def cases(self) -> Iterator[KnownCase]:
        """Yield the set's cases."""
        for case in studio_set(SetName(self.set_name), SEED, Size(self.size)):
            yield KnownCase(
                name=case.name,
                truth=case.truth,
                claim=case.claim,
                photos=partial(photos, case),
                references=partial(self._reference_set, case) if self.references else None,
                challenge=case.challenge,
                owner=case.owner,
            )

    def publish_seen(self, blobs: Path) -> str:
        """Index the photos that others handed in before."""
        store = LocalFiles(blobs)
        earlier = earlier_photos(SetName(self.set_name), SEED, Size(self.size))
        seen.append(store, [_entry(photo) for photo in earlier])
        return seen.head(store)

    def _reference_set(self, case: StudioCase) -> Path:
        """Draw the reference's set, once; another process may be doing the same."""
        folder = self.folder / case.truth.reference
        if not folder.is_dir():
            draft = self.folder / f".{case.truth.reference}.{os.getpid()}"
            reference_sets.write(reference_sets.find(case.truth.reference), draft)
            with contextlib.suppress(OSError):  # the other process was first
                draft.rename(folder)
            shutil.rmtree(draft, ignore_errors=True)
        return folder


def _entry(photo: EarlierPhoto) -> seen.Entry:
    """An earlier photo as its own case would have put it into the index."""
    digest = hashlib.sha256(photo.data).hexdigest()
    submitted = Submitted(sha256=digest, view=photo.view, size=len(photo.data))
    prepared = preprocess(submitted, photo.data, Limits())
    assert not isinstance(prepared, Rejected), "the studio draws photos that can be used"  # noqa: S101 - our own photo
    facts, jpeg = prepared
    return seen.entry(photo.case, photo.owner, facts, jpeg)
