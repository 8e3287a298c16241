"""The file itself: one, whole, the same each time, and shut."""

import re
import subprocess
import sys
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from pipeline.certificate.canonical import digest, pretty
from pipeline.certificate.code import short
from pipeline.certificate.page import Pins, build, bundle
from pipeline.certificate.page.shapes import shapes
from tests.pipeline.certificate.test_beside import CERTIFICATE, TRUST
from tests.support.sample_case import NOW
from tests.support.signed import BASE, SIGNER, TestSigner
from tests.support.verify_page import opened

REPO = Path(__file__).resolve().parents[4]
PINS = Pins(trusted=(SIGNER.trusted,), log=TRUST, public=BASE)
HOSTILE = TestSigner(controller="did:web:</script><b>a.example")
MODULES = sorted(path.name for path in (resources.files("pipeline.certificate.page") / "js").iterdir())


def policy(page: bytes) -> dict[str, str]:
    found = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return dict(each.split(" ", 1) for each in found[1].decode().split("; "))


def test_the_same_pins_give_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from tests.pipeline.certificate.page.test_page import PINS, build;"
        "print(hashlib.sha256(build(PINS)).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(REPO)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_nothing_is_loaded_and_only_the_issuer_may_be_asked() -> None:
    page = build(PINS)
    assert not re.search(rb"<(link|img|iframe|object|embed)\b|\bsrc=|@import|\burl\(|\bimport[ (]", page)
    rules = policy(page)
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "https://adriel.example"
    assert "unsafe" not in str(rules)
    assert policy(build(PINS.model_copy(update={"public": None})))["connect-src"] == "'none'"


def test_what_is_pinned_cannot_end_the_script() -> None:
    assert build(Pins(trusted=(HOSTILE.trusted,))).count(b"</script>") == 1


def test_every_rule_of_the_types_is_known_to_the_page_and_no_module_is_left_out() -> None:
    named = set(re.findall(r"'after': \[([^\]]*)\]", str(shapes())))
    rules = {rule.strip(" '") for each in named for rule in each.split(",")}
    source = (resources.files("pipeline.certificate.page") / "js" / "shape.js").read_text()
    table = source.partition("const AFTER = {")[2].partition("\n};")[0]
    assert rules == set(re.findall(r"^  (\w+): ", table, re.MULTILINE))
    script = bundle.bundled("main")
    assert [name for name in MODULES if f"const module_{name.removesuffix('.js')} =" not in script] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_says_what_it_is_for(name: str) -> None:
    source = (resources.files("pipeline.certificate.page") / "js" / name).read_text()
    assert source.startswith("/**")
    assert len(source.splitlines()) < 400
    assert max(map(len, source.splitlines())) <= 120


def test_a_script_that_was_changed_does_not_run(offline: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "verify.html"
    path.write_bytes(build(PINS).replace(b"const CLIP = 100;", b"const CLIP = 101;"))
    page = offline.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(path.as_uri())
    assert page.get_attribute("html", "data-ready") is None
    assert "Content Security Policy" in " ".join(refused)
    page.close()


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(offline: BrowserContext, tmp_path: Path, width: int) -> None:
    with opened(offline, tmp_path, PINS, now=NOW + timedelta(hours=1)) as page:
        page.page.set_viewport_size({"width": width, "height": 800})
        for files in ({}, {"c.json": pretty(CERTIFICATE)}, {"a" * 150: b"{}"}):
            if files:
                page.give(files)
            assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_is_used_by_keyboard_and_the_answer_is_said_aloud(offline: BrowserContext, tmp_path: Path) -> None:
    with opened(offline, tmp_path, PINS, now=NOW + timedelta(hours=1)) as page:
        page.page.keyboard.press("Tab")
        assert page.page.evaluate("document.activeElement.id") == "files"
        page.give({"c.json": pretty(CERTIFICATE)})
        assert page.page.evaluate("document.activeElement.id") == "verdict"
        assert page.page.get_attribute("header.verdict", "aria-live") == "polite"
        page.page.fill("#serial-number", "M204817")
        page.page.fill("#salt", "no salt")
        page.page.press("#salt", "Enter")
        said = page.read()
        assert said.failed == ["serial"]
        assert said.told == "Not valid: This certificate is what was signed, but does not hold with the serial."


def test_a_file_is_dropped_anywhere(offline: BrowserContext, tmp_path: Path) -> None:
    with opened(offline, tmp_path, PINS, now=NOW + timedelta(hours=1)) as page:
        page.page.evaluate(
            """(text) => {
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([text], "certificate.json"));
                document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
            }""",
            pretty(CERTIFICATE).decode(),
        )
        assert page.read().valid


def test_of_files_in_quick_succession_the_last_is_what_is_told_of(offline: BrowserContext, tmp_path: Path) -> None:
    with opened(offline, tmp_path, PINS, now=NOW + timedelta(hours=1)) as page:
        page.page.evaluate(
            """(texts) => {
                for (const text of texts) {
                    const given = new DataTransfer();
                    given.items.add(new File([text], "a.json"));
                    document.getElementById("files").files = given.files;
                    document.getElementById("files").dispatchEvent(new Event("change"));
                }
            }""",
            ["{" + '"a": [' + "1," * 500_000 + "1]}", pretty(CERTIFICATE).decode(), "{}"],
        )
        assert page.read().failed == ["shape"]


def test_an_old_browser_is_told_that_it_can_check_nothing(offline: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "verify.html"
    path.write_bytes(build(PINS))
    page = offline.new_page()
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto(path.as_uri())
    page.wait_for_selector("#unsupported", state="visible")
    assert page.is_disabled("#files")
    page.close()


def test_every_control_has_a_name(offline: BrowserContext, tmp_path: Path) -> None:
    with opened(offline, tmp_path, PINS, now=NOW + timedelta(hours=1)) as page:
        page.give({"c.json": pretty(CERTIFICATE)})
        nameless = page.page.evaluate(
            """() => Array.from(document.querySelectorAll("button, input")).filter(
                (each) => !(each.textContent.trim() || each.labels?.length)).map((each) => each.id)"""
        )
        assert nameless == []


@pytest.mark.parametrize(("led", "told"), [(None, "is the same"), ("0000-0000-0000", "another code"), ("", "")])
def test_the_code_of_the_paper_that_led_here_is_held_against_the_file(
    offline: BrowserContext, tmp_path: Path, led: str | None, told: str
) -> None:
    code = short(digest(CERTIFICATE))
    with opened(offline, tmp_path, PINS, now=NOW + timedelta(hours=1)) as page:
        page.page.evaluate("(code) => { window.location.hash = code; }", code if led is None else led)
        page.give({"c.json": pretty(CERTIFICATE)})
        assert page.page.inner_text("#code") == code
        assert told in page.page.inner_text("#code-compared")
        assert page.page.is_visible("#code-compared") is bool(told)


def test_what_a_document_says_is_text_and_never_markup(offline: BrowserContext, tmp_path: Path) -> None:
    with opened(offline, tmp_path, PINS, now=NOW) as page:
        said = page.give({"<img src=x onerror=alert(1)>.json": b'{"<b>": 1}'})
        assert said.failed == ["shape"]
        assert page.page.query_selector("#result img, #result b") is None
        assert page.asked == []
