"""A case in a store of its own, prepared by the product's own stage: what the examiner of photo files is tried on."""

import hashlib
from pathlib import Path

from models import catalogue
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined
from models.vocabulary.finding import Finding
from models.vocabulary.photo import Prepared, Submitted
from models.vocabulary.views import Lane, Profile, View
from pipeline import keys, seen
from pipeline.adapters.clock import SystemClock
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.gemini import NoKey
from pipeline.adapters.seen import StoredSeen
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.integrity.examine import examine
from pipeline.imaging.refusal import Limits
from pipeline.intake import open_case
from pipeline.photos import StoredPhotos
from pipeline.stages.preprocess import preprocess

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared" / "data"


class Desk:
    """A store, and the cases that are opened in it."""

    def __init__(self, folder: Path) -> None:
        self.store = LocalFiles(folder)
        self._knowledge = Knowledge(catalogue=catalogue.load(), vision=NoKey(), seen=StoredSeen(self.store))

    def open(self, *photos: bytes, owner: str | None = None, view: View = View.DIAL) -> tuple[CaseFile, list[Prepared]]:
        """Open a case with the index as it is now, and prepare its photos; those that are rejected are left out."""
        submitted = [
            (Submitted(sha256=hashlib.sha256(data).hexdigest(), view=view, ordinal=k + 1, size=len(data)), data)
            for k, data in enumerate(photos)
        ]
        case = open_case(
            self.store,
            SystemClock(),
            claim=Claim(brand="Aldenmoor"),
            profile=Profile.WATCH,
            lane=Lane.STANDARD,
            photos=submitted,
            knowledge={"seen": seen.head(self.store)},
            owner=owner,
        )
        prepared = []
        for photo, data in submitted:
            result = preprocess(photo, data, Limits())
            if isinstance(result, tuple):
                self.store.create(keys.derivative(case.case, result[0].derivative), result[1])
                prepared.append(result[0])
        return case, prepared

    def photos(self, case: CaseFile, prepared: list[Prepared]) -> StoredPhotos:
        return StoredPhotos(self.store, case, tuple(prepared))

    def examine(self, case: CaseFile, prepared: list[Prepared]) -> Examined:
        return examine(case, self.photos(case, prepared), self._knowledge)

    def ended(self, *photos: bytes, owner: str | None, view: View = View.DIAL, many: int = seen.MANY) -> CaseFile:
        """Open a case and let it end: its photos go into the index."""
        case, prepared = self.open(*photos, owner=owner, view=view)
        seen.append(self.store, seen.entries(self.store, case, prepared), many=many)
        return case


def said(answer: Examined, criterion: str) -> list[Finding]:
    """Return the findings under a criterion."""
    return [finding for finding in answer.findings if finding.criterion == criterion]
