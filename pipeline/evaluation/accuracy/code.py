"""What code an examination was made with, by examiner: after a change only those who changed look again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.examiners.registry import REGISTRY
from pipeline.locations import ROOT

_SHARED = (
    "models",
    "pipeline/imaging",
    "pipeline/stages/admit.py",
    "pipeline/stages/preprocess",
    "pipeline/examiners/contract.py",
    "pipeline/examiners/straightened.py",
    "pipeline/evaluation/render",
    "pipeline/evaluation/studio",
    "pipeline/adapters",
    "pipeline/references.py",
    "pipeline/seen.py",
)
"""What every examiner, or every photo, depends on."""

_NOT_LOOKED_AT = frozenset({"scoring", "prompts", "__pycache__"})
"""Folders whose change changes no local examiner's answer: scoring is done anew each time."""


@dataclass(frozen=True)
class Code:
    """The code of this clone.

    :ivar root: the clone's folder.
    """

    root: Path = ROOT

    @cached_property
    def shared(self) -> str:
        """Digest of what all depend on: 16 hexadecimal digits."""
        return self._digest(_SHARED)

    @cached_property
    def examiners(self) -> dict[str, str]:
        """Digest of each examiner's own code."""
        return {name: self._digest([f"pipeline/examiners/{name}"]) for name in REGISTRY}

    def _digest(self, places: Iterable[str]) -> str:
        digest = hashlib.sha256()
        for place in places:
            for path in sorted(_files(self.root / place)):
                digest.update(path.relative_to(self.root).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


def _files(place: Path) -> Iterable[Path]:
    found = [place] if place.is_file() else place.rglob("*")
    return (path for path in found if path.is_file() and not _NOT_LOOKED_AT & set(path.parts))
