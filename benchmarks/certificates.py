"""Certificates: signing, verifying, spelling, drawing, each against what it cannot do without.

The documents are those that the product makes of the example case; the key that signs is in memory. Bare Ed25519 signs
and checks the same 64 bytes. Both are timed in turns, so that what else the machine does falls on both.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.documents import Documents, documents
from benchmarks.table import Row, row
from pipeline.certificate import canonical, pdf, proof
from pipeline.certificate.canonical import Document
from pipeline.certificate.verify import Beside, verify_document

SIGNING, CHECKING, READING = "bare Ed25519 signing", "bare Ed25519 checking", "json.loads"
AT_ONCE = 50
"""Calls that are timed together: one alone is too short for the clock."""


@dataclass(frozen=True)
class Turns:
    """Two things timed in turns: microseconds of a call."""

    ours: list[float]
    bare: list[float]

    @property
    def ratio(self) -> float:
        """Median of the pairs' ratios, bare to ours: 1 where ours costs nothing more."""
        pairs = sorted(bare / ours for ours, bare in zip(self.ours, self.bare, strict=True))
        return pairs[len(pairs) // 2]


def microseconds(call: Callable[[], object], times: int = AT_ONCE) -> float:
    """Return what a call takes."""
    begun = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - begun) / times * 1e6


def in_turns(ours: Callable[[], object], bare: Callable[[], object], rounds: int) -> Turns:
    """Time both, one after the other, in each round."""
    pairs = [(microseconds(ours), microseconds(bare)) for _ in range(rounds)]
    return Turns([ours for ours, _ in pairs], [bare for _, bare in pairs])


def run(*, short: bool) -> list[Row]:
    """Measure; the short form takes few rounds."""
    rounds, made = (5 if short else 60), documents()
    return [
        *_signed(made, rounds),
        *_spelled(made, rounds),
        *_whole(made, rounds),
        *_drawn(made, 1 if short else 7),
    ]


def _signed(made: Documents, rounds: int) -> list[Row]:
    key, message, now = Ed25519PrivateKey.generate(), bytes(64), datetime.now(UTC)
    public, signature = key.public_key(), key.sign(message)
    unsigned = {name: value for name, value in made.certificate.items() if name != "proof"}
    trusted = [made.trusted]
    sign = in_turns(partial(proof.sign, unsigned, made.signer, created=now), partial(key.sign, message), rounds)
    check = in_turns(
        partial(proof.verify, made.certificate, keys=trusted), partial(public.verify, signature, message), rounds
    )
    return [
        _rate(SIGNING, sign.bare),
        _rate("signing a certificate", sign.ours, sign.ratio, SIGNING),
        _rate(CHECKING, check.bare),
        _rate("checking a certificate's proof", check.ours, check.ratio, CHECKING),
    ]


def _rate(name: str, taken: list[float], ratio: float | None = None, against: str = "") -> Row:
    aim = "at least 0.4" if ratio is not None else ""
    return row(name, [1e6 / each for each in taken], "/s", ratio=ratio, against=against, aim=aim)


def _spelled(made: Documents, rounds: int) -> list[Row]:
    """Against reading the same text, which is in C."""

    def spelled(name: str, document: Document) -> Row:
        text = json.dumps(document)
        both = in_turns(partial(canonical.canonical, document), partial(json.loads, text), rounds)
        size = len(canonical.canonical(document)) / 1000
        return row(f"spelling a {name} of {size:.1f} kB", both.ours, "µs", ratio=1 / both.ratio, against=READING)

    return [spelled("certificate", made.certificate), spelled("report", made.report)]


def _whole(made: Documents, rounds: int) -> list[Row]:
    """All ten steps, offline."""
    data = canonical.pretty(made.certificate)
    beside, now = Beside(trusted=(made.trusted,)), datetime.now(UTC)
    if not verify_document(data, now=now, beside=beside).valid:
        raise AssertionError("what is timed must hold")
    taken = [microseconds(partial(verify_document, data, now=now, beside=beside), 5) for _ in range(rounds)]
    return [row("verifying in all steps, offline", [each / 1000 for each in taken], "ms")]


def _drawn(made: Documents, rounds: int) -> list[Row]:
    draw = partial(pdf.render_certificate, made.certificate, made.report, made.pictures, proof=made.log_proof)
    taken = [microseconds(draw, 1) / 1000 for _ in range(rounds + 1)]
    whole = partial(pdf.render_report, made.report, made.pictures)
    reports = [microseconds(whole, 1) / 1000 for _ in range(rounds)]
    return [
        Row("PDF of a certificate, the first in a process", taken[0], "ms"),
        row("PDF of a certificate", taken[1:], "ms"),
        row("PDF of a report", reports, "ms"),
    ]
