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

Whoever has no folder and opens no images hands in a draft (``submit_draft``): a worker makes the set of it (``adopt``),
and says which photos could not be used (``draft_result``).
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import rfc8785
from pydantic import Field, ValidationError

from models.catalogue import Catalogue
from models.catalogue.spelling import skeleton
from models.vocabulary.claim import Claim, Text
from models.vocabulary.errors import SubmissionError
from models.vocabulary.photo import Prepared, Rejected, Rejection, Sha256, Submitted
from models.vocabulary.reference import MAX_REFERENCE_PHOTOS, ReferencePhoto, ReferenceSet
from models.vocabulary.value import Value
from models.vocabulary.views import View, view_named
from models.vocabulary.words import rejection
from pipeline import handed_in, keys
from pipeline.adapters.clock import SystemClock
from pipeline.imaging.refusal import DEFAULT, Limits
from pipeline.locations import ROOT
from pipeline.ports import BlobMissing, BlobStore, Clock

DESCRIPTION = "reference.toml"
SHIPPED = ROOT / "models" / "catalogue" / "reference_sets"
"""Where the catalogue's own sets lie, one folder each."""

_MAX_DESCRIPTION = 65_536
"""Bytes: sixty labels with their specimens take under 4000."""

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"})


Watch = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
"""Which specimen a photo shows."""


class _Description(Value):
    """What ``reference.toml`` says."""

    brand: Text
    model: Text | None = None
    reference: Text
    domain: Literal["real", "rendered"]
    source: str = Field(min_length=8, max_length=240)
    watches: dict[str, Watch] = Field(default={})


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
    made = _made(store, said, (photo for _, photo in files), limits)
    if isinstance(made, ReferenceSet):
        return keep(store, made)
    names = {photo: path.name for path, (photo, _) in files}
    left_out = [f"  {names[each.photo]}: {rejection(each.reason)}" for each in made]
    raise SubmissionError("reference:photo", "\n".join([f"{folder}: photos that cannot be used", *left_out]))


def _made(
    store: BlobStore, said: _Description, photos: Iterable[tuple[Submitted, bytes]], limits: Limits
) -> ReferenceSet | list[Rejected]:
    """Prepare the photos and return their set; where any cannot be used, all of those."""
    from pipeline.stages.preprocess import preprocess

    usable: list[ReferencePhoto] = []
    rejected: list[Rejected] = []
    for submitted, data in photos:
        match preprocess(submitted, data, limits):
            case Rejected() as fault:
                rejected.append(fault)
            case prepared, derivative:
                store.create(keys.reference_photo(prepared.derivative), derivative)
                usable.append(_photo(prepared, said.watches.get(submitted.label, "first")))
    if rejected:
        return rejected
    return ReferenceSet(
        brand=said.brand,
        model=said.model,
        reference=said.reference,
        domain=said.domain,
        source=said.source,
        photos=tuple(usable),
    )


def keep(store: BlobStore, made: ReferenceSet) -> str:
    """Store a set and return its digest."""
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


class DraftPhoto(Value):
    """A photo of a set that is to be made.

    :ivar watch: which specimen: photos of the same one share it.
    """

    photo: Submitted
    watch: Watch = "first"


class Draft(Value):
    """What a set is to be made of.

    :ivar verified_by: keyed hash of the account of the expert who verified the watches; names nobody.
    """

    v: Literal[1] = 1
    brand: Text
    model: Text | None = None
    reference: Text
    domain: Literal["real"] = "real"
    verified_by: Sha256
    photos: tuple[DraftPhoto, ...] = Field(min_length=1, max_length=MAX_REFERENCE_PHOTOS)

    @property
    def described(self) -> _Description:
        """The same as a folder describes itself."""
        return _Description(
            brand=self.brand,
            model=self.model,
            reference=self.reference,
            domain=self.domain,
            source=f"verified by an expert of the marketplace ({self.verified_by[:16]})",
            watches={each.photo.label: each.watch for each in self.photos},
        )


class RefusedPhoto(Value):
    """A photo that cannot be used, and why, in words that say what to do."""

    sha256: Sha256
    view: View
    reason: Rejection
    why: str


class DraftResult(Value):
    """What became of a draft.

    :ivar set: digest of the set that was made; None where none was.
    :ivar refused: the photos for which none was made.
    :ivar fault: why none was made, where no single photo is known to be the cause.
    """

    v: Literal[1] = 1
    set: Sha256 | None = None
    refused: tuple[RefusedPhoto, ...] = ()
    fault: str | None = None


ENDED_ITS_WORKER = "one of the photos ended the program that prepares them; leave out the largest and try again"


def submit_draft(  # noqa: PLR0913 - each by its name
    store: BlobStore,
    *,
    brand: str,
    reference: str,
    verified_by: str,
    photos: Iterable[tuple[View, bytes]],
    model: str | None = None,
    limits: Limits = DEFAULT,
    clock: Clock | None = None,
) -> str:
    """Keep what a set is to be made of, and return its id: the argument of the task ``pipeline.adopt_references``.

    A photo that is handed in twice counts once.

    :param verified_by: keyed hash of the account of the expert who verified the watches.
    :param photos: read one at a time.
    :raises SubmissionError: brand or reference cannot be used, or there are no photos, too many, or one is too large.
    """
    draft = handed_in.new_id((clock or SystemClock()).now())
    kept: dict[str, Submitted] = {}
    for view, data in photos:
        if len(data) > limits.max_bytes:
            raise SubmissionError("reference:photo", f"{view}: {rejection(Rejection.TOO_LARGE)}")
        digest, ordinal = hashlib.sha256(data).hexdigest(), 1 + sum(each.view is view for each in kept.values())
        kept.setdefault(digest, Submitted(sha256=digest, view=view, ordinal=ordinal, size=len(data)))
        if len(kept) > MAX_REFERENCE_PHOTOS:
            raise SubmissionError("reference:too_many", f"keep the {MAX_REFERENCE_PHOTOS} that differ most")
        store.create(keys.reference_draft_photo(draft, digest), data)
    if not kept:
        raise SubmissionError("reference:empty", "the set holds no photos; add some")
    listed = tuple(DraftPhoto(photo=each) for each in kept.values())
    try:
        made = Draft(brand=brand, model=model, reference=reference, verified_by=verified_by, photos=listed)
    except ValidationError as fault:
        raise SubmissionError("reference:invalid", _first(fault)) from None
    store.create(keys.reference_draft(draft), made.model_dump_json().encode())
    return draft


def draft_result(store: BlobStore, draft: str) -> DraftResult | None:
    """Return what became of a draft; None while that is open, and for an id that is none."""
    if not handed_in.is_id(draft):
        return None
    try:
        return DraftResult.model_validate_json(store.get(keys.reference_draft_result(draft)))
    except BlobMissing:
        return None


def sweep_drafts(store: BlobStore, before: datetime) -> int:
    """Remove drafts that came before a moment; return how many blobs that were. The sets made of them stay."""
    return handed_in.sweep(store, keys.REFERENCE_DRAFTS, before)


def adopt(store: BlobStore, draft: str, limits: Limits = DEFAULT, *, gives_up: bool = False) -> None:
    """Make the set of a draft and keep what became of it. Done again, nothing changes.

    :param gives_up: its photos ended their worker too often: they are refused unopened.
    """
    kept = keys.reference_draft_result(draft)
    if store.exists(kept):
        return
    try:
        said = Draft.model_validate_json(store.get(keys.reference_draft(draft)))
    except BlobMissing:
        return  # swept meanwhile
    found = DraftResult(fault=ENDED_ITS_WORKER) if gives_up else _adopted(store, draft, said, limits)
    store.create(kept, found.model_dump_json().encode())


def _adopted(store: BlobStore, draft: str, said: Draft, limits: Limits) -> DraftResult:
    photos = ((each.photo, store.get(keys.reference_draft_photo(draft, each.photo.sha256))) for each in said.photos)
    made = _made(store, said.described, photos, limits)
    if isinstance(made, ReferenceSet):
        return DraftResult(set=keep(store, made))
    refused = (
        RefusedPhoto(sha256=each.photo.sha256, view=each.photo.view, reason=each.reason, why=rejection(each.reason))
        for each in made
    )
    return DraftResult(refused=tuple(refused))
