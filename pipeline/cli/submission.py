"""Reads a folder of photos and a claim into what a case is opened with."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.vocabulary.case import MAX_PHOTOS, Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.errors import SubmissionError
from models.vocabulary.photo import Rejection, Submitted
from models.vocabulary.views import Profile, View, view_named
from models.vocabulary.words import rejection
from pipeline.settings import load_limits

CLAIM_FILE = "claim.toml"
MAX_CLAIM_BYTES = 65_536

_VIEWS = ", ".join(view.value for view in View)


@dataclass(frozen=True)
class Photo:
    """A photo's bytes beside what the case file says of it; ``name`` stays on this machine."""

    name: str
    submitted: Submitted
    data: bytes


@dataclass(frozen=True)
class Submission:
    """What was handed in.

    :ivar skipped: file name and why, for those left out.
    :ivar references: folder of a reference set; None for the one that the catalogue ships, if any.
    :ivar challenge: what the owner was asked to show; None where nothing.
    """

    profile: Profile
    claim: Claim
    photos: tuple[Photo, ...]
    skipped: tuple[tuple[str, str], ...]
    references: Path | None = None
    challenge: Challenge | None = None

    def key(self) -> str:
        """Return a digest that is the same for the same photos, claim, profile and challenge."""
        parts = [self.profile.value, self.claim.model_dump_json()]
        parts += [self.challenge.model_dump_json()] if self.challenge else []
        parts += sorted(f"{photo.submitted.label}:{photo.submitted.sha256}" for photo in self.photos)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def max_bytes(environment: Mapping[str, str]) -> int:
    """Return the largest file that is read, by the same setting as the workers'."""
    return load_limits(environment).max_bytes


def read(
    folder: Path, *, claim_file: Path | None, fields: dict[str, Any], profile: Profile, max_bytes: int
) -> Submission:
    """Read a folder and a claim.

    :param fields: what was given on the command line; wins over the file's.
    :raises SubmissionError: where nothing can be examined, with what to do about it.
    """
    photos, skipped = read_photos(folder, max_bytes)
    claim = read_claim(folder, claim_file, fields)
    if profile is Profile.PART and claim.part is None:
        raise SubmissionError(
            "claim:part_missing", "--profile part: say which part with --part, for instance --part dial"
        )
    return Submission(profile, claim, photos, skipped)


def read_claim(folder: Path, claim_file: Path | None, fields: dict[str, Any]) -> Claim:
    """Return the claim from a TOML file and the command line."""
    path = claim_file or folder / CLAIM_FILE
    stated = _parse(path) if claim_file or path.exists() else {}
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        return Claim.model_validate(stated | given)
    except ValidationError as fault:
        raise SubmissionError("claim:invalid", _explain(path if stated else None, fault)) from None


def read_challenge(time: str | None, code: str | None) -> Challenge | None:
    """Return what the owner was asked to show: the hands at a time, a code in the frame, both, or nothing.

    :raises SubmissionError: where that is no time on a dial, or no code.
    """
    if time is None and code is None:
        return None
    try:
        return Challenge(time=time and time.zfill(len("HH:MM")), code=code and code.upper())
    except ValidationError as fault:
        field = str((fault.errors()[0]["loc"] or ("time",))[0])
        wanted = {
            "time": "is not a time on a twelve-hour dial; write it as 04:37, from 01:00 to 12:59",
            "code": "is not a code; it has 4 to 10 letters and figures",
        }[field]
        raise SubmissionError(f"challenge:{field}", f"--challenge-{field} {wanted}") from None


def _parse(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_CLAIM_BYTES:
            raise SubmissionError("claim:too_large", f"{path.name}: a claim has a few lines; this file is too large")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise SubmissionError("claim:unreadable", f"{path.name}: cannot be read ({fault.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise SubmissionError(
            "claim:not_toml", f"{path.name}: is not TOML ({fault}); see README.md for an example"
        ) from None


def _explain(path: Path | None, fault: ValidationError) -> str:
    """Name file, field and remedy; never the value, which may be a serial number."""
    first = fault.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "claim"
    where = f"{path.name}: {field}" if path else f"--{field}"
    match first["type"]:
        case "missing":
            return f"{where} is missing; say it with --{field} or in {CLAIM_FILE}"
        case "extra_forbidden":
            return f"{where} is not a field of a claim; the fields are {', '.join(Claim.model_fields)}"
        case _:
            return f"{where}: {first['msg'].removeprefix('Value error, ')}"


def read_photos(folder: Path, max_bytes: int) -> tuple[tuple[Photo, ...], tuple[tuple[str, str], ...]]:
    """Return the photos named by view, and what was left out and why."""
    if not folder.is_dir():
        raise SubmissionError("case:no_folder", f"{folder}: there is no such folder")
    photos: list[Photo] = []
    skipped: list[tuple[str, str]] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == CLAIM_FILE or not path.is_file():
            continue
        found = _read_photo(path, max_bytes, {photo.submitted.label for photo in photos})
        if isinstance(found, str):
            skipped.append((path.name, found))
        else:
            photos.append(found)
    _refuse_nothing(folder, photos, skipped)
    return tuple(photos), tuple(skipped)


def _refuse_nothing(folder: Path, photos: list[Photo], skipped: list[tuple[str, str]]) -> None:
    if not photos and not skipped:
        raise SubmissionError("case:empty", f"{folder}: the folder holds no photos; put dial.jpg into it")
    if not photos:
        listed = "\n".join(f"  {name}: {why}" for name, why in skipped)
        raise SubmissionError("case:no_view", f"{folder}: no photo can be used\n{listed}")
    if len(photos) > MAX_PHOTOS:
        raise SubmissionError("case:too_many", f"{folder}: {len(photos)} photos; send at most {MAX_PHOTOS}")


def _read_photo(path: Path, max_bytes: int, taken: set[str]) -> Photo | str:
    named = view_named(path.stem)
    if named is None:
        return f"the name says no view; name it by what it shows, for instance dial.jpg ({_VIEWS})"
    try:
        size = path.stat().st_size
        if size > max_bytes:
            return f"{rejection(Rejection.TOO_LARGE)} ({size / 1e6:.0f} MB of {max_bytes / 1e6:.0f} MB)"
        data = path.read_bytes()
    except OSError as fault:
        return f"cannot be read ({fault.strerror})"
    view, wanted = named
    photo = Submitted(
        sha256=hashlib.sha256(data).hexdigest(),
        view=view,
        ordinal=_free_ordinal(view, wanted, taken),
        size=len(data),
    )
    return Photo(path.name, photo, data)


def _free_ordinal(view: View, wanted: int, taken: set[str]) -> int:
    """Return the number asked for, or the next free one: ``dial.jpg`` and ``dial.png`` are two photos."""
    for ordinal in range(wanted, 100):
        if Submitted(sha256="0" * 64, view=view, ordinal=ordinal, size=0).label not in taken:
            return ordinal
    raise SubmissionError("case:too_many", f"more than 99 photos of the view {view}")
