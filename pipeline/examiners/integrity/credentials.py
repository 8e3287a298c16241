"""Criterion ``content_credentials``: a signed history that some cameras and programs embed (C2PA 2.2).

The C2PA project's own library reads it, from bytes in memory, and is forbidden every request over the network: no
manifest is fetched that a file merely points to, nor is a certificate's status asked for. Anybody may sign: "intact"
means that nothing was changed since somebody did. Who it was is held against the authorities that the operator trusts,
where there is a list of them (C2PA 2.2 section 14.4); without one it stays unchecked, and the answer says so.
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

_SETTINGS: dict[str, dict[str, Any]] = {
    "core": {"allowed_network_hosts": [], "max_decompressed_manifest_size_in_mb": 16},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": False},
}
_TRUSTED, _UNTRUSTED = "signingCredential.trusted", "signingCredential.untrusted"
"""Status codes of the signer's certificate (C2PA 2.2 section 15.2)."""

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

_TAMPERED_S, _GENERATED_S, _CHANGED_S, _CAPTURED_S, _VOUCHED_S = 0.9, 0.98, 0.4, 0.7, 0.85


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the embedded history says.

    :ivar intact: True, False, or None where it could not be checked.
    :ivar sources: digital source types that any of its manifests names.
    :ivar actions: what was done, by any of its manifests.
    :ivar trusted: whether an authority that the operator trusts vouches for its signer; None where there is no list.
    """

    intact: bool | None
    sources: frozenset[str]
    actions: frozenset[str]
    trusted: bool | None = None


def judge(photo: Prepared, header: Header, original: bytes, signers: str | None = None) -> Answer:
    """Return what the photo's Content Credentials say; their absence says nothing.

    :param signers: certificates (PEM) of the authorities whose signers the operator trusts; None for no list.
    """
    label = photo.photo.label
    if not header.has_content_credentials:
        said = f"The photo {label} carries no Content Credentials; that says nothing, as few cameras write them."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "none", said)
    found = read(original, header.kind, signers)
    if found is None:
        said = f"The Content Credentials of the photo {label} cannot be read."
        return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "not readable", said)
    return weighed(photo, found)


def weighed(photo: Prepared, found: Credentials) -> Answer:
    """Return what Credentials that were read say about the photo."""
    if found.sources & set(_GENERATED):
        said = "says in its Content Credentials that a trained model made it, wholly or in part."
        return _answer(photo, Bearing.CONTRADICTS, _GENERATED_S, "generated, by its own credentials", said)
    if found.intact is False:
        said = "was changed after its Content Credentials were signed: the signed digest is not that of the picture."
        return _answer(photo, Bearing.CONTRADICTS, _TAMPERED_S, "changed after signing", said)
    if found.intact is None:
        said = "carries Content Credentials, but whether it was changed since they were signed cannot be checked."
        return _answer(photo, Bearing.NEUTRAL, 0.0, "could not be checked", said)
    return _unchanged(photo, found)


def _unchanged(photo: Prepared, found: Credentials) -> Answer:
    """Return what intact Credentials say; a camera that a stranger vouches for is nobody's word."""
    if found.actions & _CHANGING:
        said = "was edited, as its intact Content Credentials say, in a way that changes what is to be seen."
        return _answer(photo, Bearing.CONTRADICTS, _CHANGED_S, "edited, by its own credentials", said)
    if not found.sources & set(_CAPTURED):
        said = f"carries intact Content Credentials, which do not say how it was made; {_signed(found)}."
        return _answer(photo, Bearing.NEUTRAL, 0.0, "intact", said)
    said = f"carries intact Content Credentials of the camera that took it; {_signed(found)}."
    if found.trusted is False:
        return _answer(photo, Bearing.NEUTRAL, 0.0, "intact, signed by somebody unknown", said)
    strength = _VOUCHED_S if found.trusted else _CAPTURED_S
    return _answer(photo, Bearing.SUPPORTS, strength, "intact, taken by a camera", said)


def _answer(photo: Prepared, bearing: Bearing, strength: float, observed: str, said: str) -> Answer:
    return Answer(photo, CRITERION, bearing, strength, observed, f"The photo {photo.photo.label} {said}")


def _signed(found: Credentials) -> str:
    match found.trusted:
        case None:
            return "who signed them was not checked"
        case True:
            return "they were signed by somebody on the list of trusted signers"
        case False:
            return "they were signed by somebody who is on no list given, as anybody could"


def read(original: bytes, kind: Kind, signers: str | None = None) -> Credentials | None:
    """Return what a file's Content Credentials say; None where the library cannot read them, whatever it raises."""
    from c2pa import Reader

    try:
        with Reader(_TYPES[kind], io.BytesIO(original), context=_context(signers)) as reader:
            store = json.loads(reader.json())
        return understood(store, against_list=signers is not None)
    except Exception:  # noqa: BLE001 - a native library on a stranger's bytes: nothing it raises is our fault
        return None


@lru_cache(maxsize=2)
def _context(signers: str | None) -> "Context":
    from c2pa import Context

    if signers is None:
        return Context.from_dict(_SETTINGS)
    verify = {**_SETTINGS["verify"], "verify_trust": True}
    return Context.from_dict({**_SETTINGS, "verify": verify, "trust": {"trust_anchors": signers}})


def understood(store: dict[str, Any], *, against_list: bool = False) -> Credentials:
    """Return what matters here of the library's report."""
    actions = list(_actions(store))
    failures = [each for each in store.get("validation_status") or [] if each.get("code") != _UNTRUSTED]
    return Credentials(
        intact=_intact(failures),
        sources=frozenset(str(action.get("digitalSourceType", "")).rpartition("/")[2] for action in actions) - {""},
        actions=frozenset(str(action.get("action", "")) for action in actions),
        trusted=_is_trusted(store) if against_list else None,
    )


def _is_trusted(store: dict[str, Any]) -> bool:
    """Return whether the certificate of the last signer was found to lead to one on the list."""
    succeeded = store.get("validation_results", {}).get("activeManifest", {}).get("success", [])
    return any(each.get("code") == _TRUSTED for each in succeeded)


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
