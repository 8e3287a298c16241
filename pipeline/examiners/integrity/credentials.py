"""Criterion ``content_credentials``: a signed history that some cameras and programs embed (C2PA 2.2).

The C2PA project's own library reads it, from bytes in memory, and is forbidden every request over the network: no
manifest is fetched that a file merely points to, nor is a certificate's status asked for. Who signed is *not* checked
against a list of trusted signers: "intact" means that nothing was changed since somebody signed.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Prepared
from pipeline.examiners.integrity.answer import Answer
from pipeline.imaging.containers.contract import Header, Kind

if TYPE_CHECKING:
    from c2pa import Context

CRITERION = "content_credentials"

_SETTINGS = {
    "core": {"allowed_network_hosts": [], "max_decompressed_manifest_size_in_mb": 16},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": False},
}
_TYPES = {Kind.JPEG: "image/jpeg", Kind.PNG: "image/png", Kind.WEBP: "image/webp", Kind.HEIC: "image/heic"}

_BROKEN = (".mismatch", "claimSignature.invalid", "assertion.missing")
"""Ends of the status codes that mean: changed since it was signed (C2PA 2.2 section 15.2.2, table "failure codes")."""

_EXCLUSION = "exclusion"
"""The library also reports as a mismatch a signed range that does not lie exactly around the manifest, which older
signers (Truepic's SDK 2.5) wrote. Then it has compared nothing, and nothing is known to be changed."""

_GENERATED = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")
_CAPTURED = ("digitalCapture", "computationalCapture")
"""Ends of IPTC's addresses of digital source types (C2PA 2.2 section 18.15.4)."""

_CHANGING = frozenset({"c2pa.drawing", "c2pa.placed", "c2pa.removed", "c2pa.edited", "c2pa.filtered"})
"""Actions that change what is to be seen; cropping, turning, converting and adjusting colours do not."""

_TAMPERED_S, _GENERATED_S, _CHANGED_S, _CAPTURED_S = 0.9, 0.98, 0.4, 0.7


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the embedded history says.

    :ivar intact: True, False, or None where it could not be checked.
    :ivar sources: digital source types that any of its manifests names.
    :ivar actions: what was done, by any of its manifests.
    """

    intact: bool | None
    sources: frozenset[str]
    actions: frozenset[str]


def judge(photo: Prepared, header: Header, original: bytes) -> Answer:
    """Return what the photo's Content Credentials say; their absence says nothing."""
    label = photo.photo.label
    if not header.has_content_credentials:
        said = f"The photo {label} carries no Content Credentials; that says nothing, as few cameras write them."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "none", said)
    found = read(original, header.kind)
    if found is None:
        said = f"The Content Credentials of the photo {label} cannot be read."
        return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "not readable", said)
    return weighed(photo, found)


def weighed(photo: Prepared, found: Credentials) -> Answer:
    """Return what Credentials that were read say about the photo."""

    def answer(bearing: Bearing, strength: float, observed: str, said: str) -> Answer:
        return Answer(photo, CRITERION, bearing, strength, observed, f"The photo {photo.photo.label} {said}")

    if found.sources & set(_GENERATED):
        said = "says in its Content Credentials that a trained model made it, wholly or in part."
        return answer(Bearing.CONTRADICTS, _GENERATED_S, "generated, by its own credentials", said)
    if found.intact is False:
        said = "was changed after its Content Credentials were signed: the signed digest is not that of the picture."
        return answer(Bearing.CONTRADICTS, _TAMPERED_S, "changed after signing", said)
    if found.intact is None:
        said = "carries Content Credentials, but whether it was changed since they were signed cannot be checked."
        return answer(Bearing.NEUTRAL, 0.0, "could not be checked", said)
    if found.actions & _CHANGING:
        said = "was edited, as its intact Content Credentials say, in a way that changes what is to be seen."
        return answer(Bearing.CONTRADICTS, _CHANGED_S, "edited, by its own credentials", said)
    if found.sources & set(_CAPTURED):
        said = "carries intact Content Credentials of the camera that took it; who signed them was not checked."
        return answer(Bearing.SUPPORTS, _CAPTURED_S, "intact, taken by a camera", said)
    said = "carries intact Content Credentials, which do not say how it was made."
    return answer(Bearing.NEUTRAL, 0.0, "intact", said)


def read(original: bytes, kind: Kind) -> Credentials | None:
    """Return what a file's Content Credentials say; None where the library cannot read them, whatever it raises."""
    from c2pa import Reader

    try:
        with Reader(_TYPES[kind], io.BytesIO(original), context=_context()) as reader:
            store = json.loads(reader.json())
        return understood(store)
    except Exception:  # noqa: BLE001 - a native library on a stranger's bytes: nothing it raises is our fault
        return None


@lru_cache(maxsize=1)
def _context() -> "Context":
    from c2pa import Context

    return Context.from_dict(_SETTINGS)


def understood(store: dict[str, Any]) -> Credentials:
    """Return what matters here of the library's report."""
    actions = list(_actions(store))
    return Credentials(
        intact=_intact(store.get("validation_status") or []),
        sources=frozenset(str(action.get("digitalSourceType", "")).rpartition("/")[2] for action in actions) - {""},
        actions=frozenset(str(action.get("action", "")) for action in actions),
    )


def _actions(store: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for manifest in store["manifests"].values():
        for assertion in manifest.get("assertions", []):
            if str(assertion.get("label", "")).startswith("c2pa.actions"):
                yield from (action for action in assertion["data"].get("actions", []) if isinstance(action, dict))


def _intact(failures: list[dict[str, Any]]) -> bool | None:
    """Return whether the picture is as it was signed, by the library's list of what failed."""
    if not failures:
        return True
    broken = [each for each in failures if str(each.get("code", "")).endswith(_BROKEN)]
    if any(_EXCLUSION not in str(each.get("explanation", "")) for each in broken):
        return False
    return None
