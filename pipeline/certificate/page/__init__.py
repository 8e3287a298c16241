"""The page on which anyone checks a certificate: one HTML file that needs nothing else, and asks nobody.

``page.html``, ``css``         what is seen: style sheets, put together in the order of ``STYLES``
``js``                         what is done: modules, put together in the order in which they need each other
``shapes``                     the documents' shapes, from the types that issue them
``words``                      the tables of words, from where they stand

The keys that count are written into the page, and its policy (Content-Security-Policy) allows the page's own script and
style by their hashes and nothing else: no other script runs in it, and nothing is fetched but, when the person asks,
from the address at which the issuer publishes. The same pins give the same bytes.
"""

import base64
import hashlib
import json
from importlib import resources
from urllib.parse import urlsplit

from models.vocabulary.value import Value
from models.vocabulary.views import PRIVATE_VIEWS
from pipeline.certificate.page import bundle, words
from pipeline.certificate.page.shapes import shapes
from pipeline.certificate.proof import TrustedKey
from pipeline.transparency.proof import LogTrust

__all__ = ["Pins", "build", "script"]

_ENTRY = "main"
STYLES = ("ground", "asking", "drawings", "answer", "more", "places")
"""The last one is about where the page is read: a phone, paper, without motion."""


class Pins(Value):
    """What the page believes beforehand.

    :ivar trusted: keys of issuers, each in its time.
    :ivar log: the log that is believed; None where none is known.
    :ivar public: address under which the issuer publishes its status lists and its log; None where the page shall ask
        nobody.
    """

    trusted: tuple[TrustedKey, ...]
    log: LogTrust | None = None
    public: str | None = None


def build(pins: Pins) -> bytes:
    """Return the page as one HTML file."""
    style, code = "\n".join(_read(f"css/{each}.css") for each in STYLES), script(pins)
    page = _read("page.html")
    for name, value in (("policy", _policy(pins, code, style)), ("style", style), ("script", code)):
        page = page.replace(f"{{{{{name}}}}}", value, 1)
    return page.encode("utf-8")


def script(pins: Pins) -> str:
    """Return the page's one script: the modules, then their start with what is pinned."""
    return f"{bundle.bundled(_ENTRY)}\nawait start({_as_javascript(_pinned(pins))});\n"


def _pinned(pins: Pins) -> dict[str, object]:
    return {
        "trusted": [_key(key) for key in pins.trusted],
        "log": _log(pins.log) if pins.log else None,
        "publicAddress": pins.public,
        "privateViews": sorted(PRIVATE_VIEWS),
        "shapes": shapes(),
        "words": words.tables(),
    }


def _key(key: TrustedKey) -> dict[str, object]:
    return {
        "method": key.method,
        "controller": key.controller,
        "multikey": key.multikey,
        "safe": key.safe,
        "validFrom": key.valid_from,
        "validUntil": key.valid_until,
        "lostAt": key.lost_at,
    }


def _log(log: LogTrust) -> dict[str, object]:
    policy = log.policy
    return {
        "origin": log.origin,
        "keys": [key.vkey for key in log.keys],
        "witnesses": [key.vkey for key in log.witnesses],
        "quorum": log.quorum,
        "policy": policy
        and {
            "witnesses": {name: key.vkey for name, key in policy.witnesses.items()},
            "groups": {name: group.model_dump(mode="json") for name, group in policy.groups.items()},
            "quorum": policy.quorum,
        },
    }


def _as_javascript(value: object) -> str:
    """Return JSON that is safe inside a script: nothing in it ends the element or opens a comment."""
    return json.dumps(value, sort_keys=False, separators=(",", ":")).replace("<", "\\u003c")


def _policy(pins: Pins, code: str, style: str) -> str:
    ask = _origin(pins.public) if pins.public else "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(code)}",
            f"style-src {_hash(style)}",
            f"connect-src {ask}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _read(name: str) -> str:
    return (resources.files(__name__) / name).read_text(encoding="utf-8")
