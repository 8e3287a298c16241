"""Where everything of a case lies in the blob store. The only module that spells a key.

::

    cases/<case>/photos/<sha256>                      the bytes as submitted
    cases/<case>/derivatives/<sha256>.jpg             upright, stripped, at most 2048 pixels
    cases/<case>/<n>/case.json                        the pinned inputs (``CaseFile``)
    cases/<case>/<n>/<stage>/<part>@<inputs>.json     a stage's record, keyed by a digest of its inputs and version
    cases/<case>/<n>/<stage>/<part>.unavailable.<dispatch>.json   a passing cause: counts for one dispatch only
    cases/<case>/<n>/<stage>/<part>.attempt.<k>       begun and not ended: what a killed worker leaves behind
    cases/<case>/<n>/asked/<examiner>.<dispatch>      when a dispatch first got no answer from an examiner
    cases/<case>/<n>/documents/<name>                 report.json, certificate.json, report.pdf …; created once
    status/…                                          places and decisions of certificates (``status.decisions``)
    log/…                                             the transparency log (``transparency.log``)
    cases/<case>/<n>/failed/<dispatch>                a fault of ours ended this dispatch
    cases/<case>/<n>/spent/<examiner>.<chance>.json   what an examiner spent that gave no lasting answer
    cases/<case>/erased                               its photos were erased, and its certificates kept
    references/<digest>.json                          a reference set (``ReferenceSet``); never changed
    references/photos/<sha256>                        its photos, normalised JPEG
    references/sources/<digest>                       which set was made of a folder of this content
    reviews/<digest>.json                             what experts decided (``ReviewSet``); never changed
    seen/heads/<digest>.json                          which index segments made up the index at one moment
    seen/segments/<digest>                            photos seen before: an append-only index segment
    seen/replaced/<digest>                            which segment took the place of that one
    seen/features/<sha256>                            local features of one of those photos
    reference-drafts/<id>/manifest.json               what a set is to be made of (``references.Draft``)
    reference-drafts/<id>/photos/<sha256>             its photos, as they were handed in
    reference-drafts/<id>/result.json                 the set that was made of it, or why none was
    checks/<id>/document                              a stranger's document that is to be checked
    checks/<id>/result.json                           what the check gave (``checking.Checked``)
    issuer/keys.json                                  the keys by which documents are checked (``issuer.Issuer``)
    issuer/public/did.json                            the same as the world reads them
"""


def case(case: str) -> str:
    """Prefix of everything of a case; deleting it deletes the case."""
    return f"cases/{case}/"


def examination(case: str, n: int) -> str:
    """Prefix of one examination."""
    return f"cases/{case}/{n}/"


def photo(case: str, sha256: str) -> str:
    """A photo as submitted. Never shared between cases: a published digest opens nothing."""
    return f"cases/{case}/photos/{sha256}"


def derivative(case: str, sha256: str) -> str:
    """A normalised derivative."""
    return f"cases/{case}/derivatives/{sha256}.jpg"


def case_file(case: str, n: int) -> str:
    """The pinned inputs."""
    return f"cases/{case}/{n}/case.json"


def record(case: str, n: int, stage: str, part: str, inputs: str) -> str:
    """A stage's memoised record."""
    return f"cases/{case}/{n}/{stage}/{part}@{inputs}.json"


def unavailable(case: str, n: int, stage: str, part: str, dispatch: str) -> str:
    """An answer that counts for one dispatch."""
    return f"cases/{case}/{n}/{stage}/{part}.unavailable.{dispatch}.json"


def attempt(case: str, n: int, stage: str, part: str, k: int) -> str:
    """The mark of an attempt that has begun.

    Beside the record: in a folder of its own each mark would make and remove three, for ten times the record's price.
    """
    return f"cases/{case}/{n}/{stage}/{part}.attempt.{k}"


def document(case: str, n: int, name: str) -> str:
    """A finished document."""
    return f"cases/{case}/{n}/documents/{name}"


def asked(case: str, n: int, examiner: str, dispatch: str) -> str:
    """When a dispatch first got no answer."""
    return f"cases/{case}/{n}/asked/{examiner}.{dispatch}"


def failed(case: str, n: int, dispatch: str) -> str:
    """The fault that ended a dispatch."""
    return f"cases/{case}/{n}/failed/{dispatch}"


def spent(case: str, n: int) -> str:
    """Prefix of what was spent on answers that do not last."""
    return f"cases/{case}/{n}/spent/"


def erased(case: str) -> str:
    """The mark that photos and records are to be gone."""
    return f"cases/{case}/erased"


def reference_set(digest: str) -> str:
    """A reference set, by the digest of its canonical form."""
    return f"references/{digest}.json"


def reference_photo(sha256: str) -> str:
    """A photo of a reference set."""
    return f"references/photos/{sha256}"


def reference_source(digest: str) -> str:
    """Names the set that was made of a folder whose content has this digest."""
    return f"references/sources/{digest}"


def review_set(digest: str) -> str:
    """What experts decided, by the digest of its canonical form."""
    return f"reviews/{digest}.json"


SEEN_SEGMENTS = "seen/segments/"
"""Prefix of all index segments."""


def seen_head(digest: str) -> str:
    """A list of index segments."""
    return f"seen/heads/{digest}.json"


def seen_segment(digest: str) -> str:
    """An index segment."""
    return f"{SEEN_SEGMENTS}{digest}"


SEEN_REPLACED = "seen/replaced/"
"""Prefix of what tells that a segment was replaced."""


def seen_replaced(digest: str) -> str:
    """Names the segment that took the place of this one."""
    return f"{SEEN_REPLACED}{digest}"


def seen_features(sha256: str) -> str:
    """Local features of a photo that is in the index."""
    return f"seen/features/{sha256}"


REFERENCE_DRAFTS = "reference-drafts/"
"""Prefix of what reference sets are to be made of."""


def reference_draft(draft: str) -> str:
    """What a set is to be made of."""
    return f"{REFERENCE_DRAFTS}{draft}/manifest.json"


def reference_draft_photo(draft: str, sha256: str) -> str:
    """A photo of it, as it was handed in."""
    return f"{REFERENCE_DRAFTS}{draft}/photos/{sha256}"


def reference_draft_result(draft: str) -> str:
    """What became of it."""
    return f"{REFERENCE_DRAFTS}{draft}/result.json"


CHECKS = "checks/"
"""Prefix of documents that are to be checked."""


def check_document(check: str) -> str:
    """A document that is to be checked."""
    return f"{CHECKS}{check}/document"


def check_result(check: str) -> str:
    """What its check gave."""
    return f"{CHECKS}{check}/result.json"


def handed_in_attempt(of: str, k: int) -> str:
    """The mark that work on something that was handed in has begun: beside ``of``, the key of its result."""
    return f"{of}.attempt.{k}"


def service_book(book: str, number: int, name: str) -> str:
    """A document of an entry of a service book: what is to be signed, and what was."""
    return f"service-books/{book}/{number}/{name}"


ISSUER_KEYS = "issuer/keys.json"
"""The keys by which our documents are checked."""

ISSUER_DID = "issuer/public/did.json"
"""The issuer's DID document."""
