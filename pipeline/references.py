"""Publishes reference sets: a folder of verified photos into the blob store, named by the digest of its manifest.

A folder holds photos named by view (``dial.jpg``, ``dial-2.jpg``, ``caseback.jpg`` …) and ``reference.toml``::

    brand = "Aldenmoor"
    model = "Tidewatch"
    reference = "AM-2204"
    domain = "rendered"            # or "real"
    source = "who verified the watches, and how"

    [watches]                      # which specimen a photo shows; where nothing is said, all show one
    dial-2 = "second"

The photos go through the same stage as a case's, so that nothing reaches an examiner that was not decoded within
bounds, turned upright and stripped. Publishing again changes nothing.
"""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import rfc8785
from pydantic import Field, ValidationError

from models.catalogue import Catalogue
from models.catalogue.spelling import skeleton
from models.vocabulary.claim import Claim, Text
from models.vocabulary.errors import SubmissionError
from models.vocabulary.photo import Prepared, Rejected, Rejection, Submitted
from models.vocabulary.reference import MAX_REFERENCE_PHOTOS, ReferencePhoto, ReferenceSet
from models.vocabulary.value import Value
from models.vocabulary.views import View, view_named
from models.vocabulary.words import rejection
from pipeline import keys
from pipeline.imaging.refusal import DEFAULT, Limits
from pipeline.locations import ROOT
from pipeline.ports import BlobMissing, BlobStore

DESCRIPTION = "reference.toml"
SHIPPED = ROOT / "models" / "catalogue" / "reference_sets"
"""Where the catalogue's own sets lie, one folder each."""

_MAX_DESCRIPTION = 65_536
"""Bytes: sixty labels with their specimens take under 4000."""

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})


class _Description(Value):
    """What ``reference.toml`` says."""

    brand: Text
    model: Text | None = None
    reference: Text
    domain: Literal["real", "rendered"]
    source: str = Field(min_length=8, max_length=240)
    watches: dict[str, Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]] = Field(default={})


def find_shipped(claim: Claim, catalogue: Catalogue, folder: Path = SHIPPED) -> Path | None:
    """Return the folder of the set that the catalogue ships for the claimed reference, or None.

    The claim is read as the catalogue reads it: aliases of the brand, spaces and dashes make no difference.
    """
    entry = catalogue.find_reference(claim.brand, claim.reference) if claim.reference else None
    if entry is None or not folder.is_dir():
        return None
    wanted = skeleton(entry.reference.reference)
    for description in sorted(folder.glob(f"*/{DESCRIPTION}")):
        said = _described(description.parent)
        if catalogue.brand(said.brand) is entry.brand and skeleton(said.reference) == wanted:
            return description.parent
    return None


def publish(store: BlobStore, folder: Path, limits: Limits = DEFAULT) -> str:
    """Store the folder's set and return its digest.

    What was published once is not prepared again: the folder's content names the set that was made of it.

    :raises SubmissionError: where no set can be made of the folder; names the file and what to do.
    """
    description = _described(folder)
    files = _photo_files(folder)
    photos = [_read(path, limits) for path in files]
    source = keys.reference_source(_content(description, photos))
    try:
        known = store.get(source).decode()
    except BlobMissing:
        known = ""
    if known and store.exists(keys.reference_set(known)):
        return known
    digest = _publish(store, folder, description, list(zip(files, photos, strict=True)), limits)
    store.create(source, digest.encode())
    return digest


def _publish(
    store: BlobStore,
    folder: Path,
    said: _Description,
    files: list[tuple[Path, tuple[Submitted, bytes]]],
    limits: Limits,
) -> str:
    from pipeline.stages.preprocess import preprocess

    photos, left_out = [], []
    for path, (submitted, data) in files:
        match preprocess(submitted, data, limits):
            case Rejected() as rejected:
                left_out.append(f"  {path.name}: {rejection(rejected.reason)}")
            case prepared, derivative:
                store.create(keys.reference_photo(prepared.derivative), derivative)
                photos.append(_photo(prepared, said.watches.get(submitted.label, "first")))
    if left_out:
        raise SubmissionError("reference:photo", "\n".join([f"{folder}: photos that cannot be used", *left_out]))
    made = ReferenceSet(
        brand=said.brand,
        model=said.model,
        reference=said.reference,
        domain=said.domain,
        source=said.source,
        photos=tuple(photos),
    )
    manifest = rfc8785.dumps(json.loads(made.model_dump_json()))
    digest = hashlib.sha256(manifest).hexdigest()
    store.create(keys.reference_set(digest), manifest)
    return digest


def _photo(prepared: Prepared, watch: str) -> ReferencePhoto:
    return ReferencePhoto(
        sha256=prepared.derivative,
        view=prepared.photo.view,
        size=prepared.derivative_size,
        dial=prepared.dial,
        watch=watch,
    )


def _content(description: _Description, photos: list[tuple[Submitted, bytes]]) -> str:
    """Name what a set is made of: description, photos, and the version of the stage that prepares them."""
    from pipeline.stages.versions import PREPROCESS

    parts = [PREPROCESS, description.model_dump_json()]
    parts += [f"{photo.label}:{photo.sha256}" for photo, _ in photos]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _described(folder: Path) -> _Description:
    path = folder / DESCRIPTION
    try:
        if path.stat().st_size > _MAX_DESCRIPTION:
            raise SubmissionError("reference:too_large", f"{path}: a description has a few lines; this is too large")
        said = _Description.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise SubmissionError(
            "reference:no_description",
            f"{path}: cannot be read ({fault.strerror}); say brand, reference, domain and source in it",
        ) from None
    except ValidationError as fault:
        raise SubmissionError("reference:invalid", f"{path}: {_first(fault)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise SubmissionError("reference:not_toml", f"{path}: is not TOML ({fault})") from None
    return said


def _first(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "missing":
            return f"{field} is missing; add it"
        case "extra_forbidden":
            return f"{field} is not a field; the fields are {', '.join(_Description.model_fields)}"
        case _:
            return f"{field}: {first['msg']}"


def _photo_files(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.iterdir() if view_named(path.stem) and _is_picture(path))
    if not files:
        raise SubmissionError(
            "reference:empty", f"{folder}: the set holds no photos; add some named by view, for instance dial.jpg"
        )
    if len(files) > MAX_REFERENCE_PHOTOS:
        raise SubmissionError(
            "reference:too_many",
            f"{folder}: {len(files)} photos; keep the {MAX_REFERENCE_PHOTOS} that differ most in light and angle",
        )
    return files


def _is_picture(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in _PICTURES


def _read(path: Path, limits: Limits) -> tuple[Submitted, bytes]:
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise SubmissionError("reference:photo", f"{path}: {rejection(Rejection.TOO_LARGE)}")
        data = path.read_bytes()
    except OSError as fault:
        raise SubmissionError("reference:photo", f"{path}: cannot be read ({fault.strerror})") from None
    view, ordinal = view_named(path.stem) or (View.OTHER, 1)
    digest = hashlib.sha256(data).hexdigest()
    return Submitted(sha256=digest, view=view, ordinal=ordinal, size=len(data)), data
