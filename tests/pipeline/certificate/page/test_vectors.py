"""The page's cryptography against what others published, byte for byte."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from pipeline.certificate.page import Pins, bundle
from tests.support.sample_case import NOW
from tests.support.signed import SIGNER
from tests.support.verify_page import VerifyPage, opened

DATA = Path(__file__).resolve().parents[5] / "shared" / "data"
JCS, EDDSA = DATA / "jcs", DATA / "vc-di-eddsa"
needs_vectors = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of published test vectors is not there")

NUMBERS = {  # RFC 8785, appendix B
    "0.000001": "0.000001",
    "1e-7": "1e-7",
    "333333333.33333329": "333333333.3333333",
    "1E30": "1e+30",
    "4.50": "4.5",
    "2e-3": "0.002",
    "0.000000000000000000000000001": "1e-27",
    "-0": "0",
    "5e-324": "5e-324",
    "1.7976931348623157e308": "1.7976931348623157e+308",
    "9007199254740991": "9007199254740991",
    "295147905179352830000e0": "295147905179352830000",
}


@pytest.fixture(scope="module")
def page(offline: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VerifyPage]:
    with opened(offline, tmp_path_factory.mktemp("page"), Pins(trusted=(SIGNER.trusted,)), now=NOW) as page:
        yield page


def call(page: VerifyPage, module: str, expression: str, argument: object) -> Any:
    """What a module of the page makes of something, in the page."""
    return page.page.evaluate(f"async (given) => {{ {bundle.bundled(module)}\nreturn {expression}; }}", argument)


CANONICAL = "canonicalText(parse(new TextEncoder().encode(given)))"


@needs_vectors
@pytest.mark.parametrize("name", ["arrays", "structures", "unicode"])
def test_the_canonical_form_is_that_of_the_published_vectors(page: VerifyPage, name: str) -> None:
    text = (JCS / "input" / f"{name}.json").read_text(encoding="utf-8")
    expected = bytes.fromhex("".join((JCS / "outhex" / f"{name}.txt").read_text().split()))
    found = call(page, "canonical", CANONICAL, f'{{"a": {text}}}')  # documents are objects; one vector is a list
    assert found.encode("utf-8") == b'{"a":' + expected + b"}"


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_numbers_are_written_as_the_standard_asks(page: VerifyPage, text: str, expected: str) -> None:
    assert call(page, "canonical", CANONICAL, f'{{"a": {text}}}') == f'{{"a":{expected}}}'


@needs_vectors
def test_the_published_credential_holds_and_its_hash_is_the_published_one(page: VerifyPage) -> None:
    signed = (EDDSA / "eddsa-jcs-2022" / "signedJCS.json").read_text(encoding="utf-8")
    held = "examineProofs(given, []).then(([each]) => each.method ?? each.fault)"
    document = json.loads(signed)
    assert call(page, "proof", held, document) == document["proof"]["verificationMethod"]
    hashed = (
        "(async () => { const { proof, ...bare } = given; const { proofValue, ...options } = proof;"
        " return Array.from(await hashData({ ...bare, '@context': options['@context'] }, options)); })()"
    )
    expected = (EDDSA / "eddsa-jcs-2022" / "combinedHashJCS.txt").read_text().strip()
    assert bytes(call(page, "proof", hashed, document)).hex() == expected


@needs_vectors
@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(name="another"),
        lambda document: document["proof"].update(created="2023-02-24T23:36:39Z"),
        lambda document: document["proof"].update(proofPurpose="authentication"),
        lambda document: document["@context"].reverse(),
    ],
    ids=["content", "date", "purpose", "order of contexts"],
)
def test_the_published_credential_does_not_hold_once_altered(page: VerifyPage, change: Any) -> None:
    document = json.loads((EDDSA / "eddsa-jcs-2022" / "signedJCS.json").read_text(encoding="utf-8"))
    change(document)
    assert call(page, "proof", "examineProofs(given, []).then(([each]) => each.fault ?? null)", document) is not None
