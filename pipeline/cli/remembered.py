"""What one case leaves behind for later ones on this machine: its photos in the index, under a keyed hash of the owner.

The key is a random secret of this installation, kept in the state folder: two cases of the same installation have the
same owner, and the hash says nothing to anybody who does not hold the secret.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from pydantic import TypeAdapter

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError
from models.vocabulary.photo import Preparation, Prepared
from pipeline import seen
from pipeline.messages import Message
from pipeline.ports import BlobMissing, BlobStore
from pipeline.records import Records

_SECRET_BYTES = 32
_WHO = b"adriel: the owner of the cases of this installation"
_PREPARATION: TypeAdapter[Preparation] = TypeAdapter(Preparation)


def owner(state: Path) -> str:
    """Return the owner of this installation's cases: 64 hexadecimal digits."""
    return hmac.new(_secret(state / "keys" / "owner.secret"), _WHO, hashlib.sha256).hexdigest()


def remember(store: BlobStore, case: CaseFile) -> None:
    """Add the photos of a case that has ended to the index.

    Its documents are written by now: a fault here is no reason to call the case failed.
    """
    records = Records(store, Message(case=case.case, examination=case.examination, dispatch="ended"))
    with contextlib.suppress(PipelineError, BlobMissing):
        found = records.all("preprocess", [photo.label for photo in case.photos])
        photos = [_PREPARATION.validate_python(value) for value in found]
        usable = [photo for photo in photos if isinstance(photo, Prepared)]
        seen.append(store, seen.entries(store, case, usable))


def _secret(path: Path) -> bytes:
    """Return the secret, made once: of two commands that make it at a time, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        made = path.with_name(f".{path.name}.{os.getpid()}")
        made.write_bytes(secrets.token_bytes(_SECRET_BYTES))
        made.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_bytes()
