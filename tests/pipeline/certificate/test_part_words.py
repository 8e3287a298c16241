"""What report, certificate and verification say of a part: that it alone was examined, and never a watch."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from models.parts import PARTS
from models.vocabulary.verdict import Outcome
from models.vocabulary.views import Component, Profile, View
from models.vocabulary.words import COMPONENT, the, this
from pipeline.certificate import canonical, words
from pipeline.certificate.pdf import render_certificate
from pipeline.certificate.pdf.certified import certificate_sheet
from pipeline.certificate.pdf.sheet import Sheet, front_photo, report_sheet
from pipeline.certificate.shapes import Certificate, PhotoExamined, Report
from pipeline.certificate.verification import format_verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.transparency import proof
from tests.support import sample_case
from tests.support.sample_case import NOW, SampleCase
from tests.support.signed import LOG_PROOF, SIGNER, signed_certificate, signed_report

CLAIMABLE = list(PARTS)
SAMPLES = {
    Outcome.AUTHENTIC: sample_case.authentic(),
    Outcome.COUNTERFEIT: sample_case.counterfeit(),
    Outcome.INCONCLUSIVE: sample_case.inconclusive(),
    Outcome.NEEDS_PHOTOS: sample_case.needs_photos(),
}


def sample_of(part: Component, outcome: Outcome = Outcome.AUTHENTIC) -> SampleCase:
    sample = SAMPLES[outcome].claiming(part=part)
    return replace(sample, case=sample.case.model_copy(update={"profile": Profile.PART}))


def report_of(sample: SampleCase) -> Report:
    return Report.model_validate_json(canonical.canonical(signed_report(sample)))


def certificate_of(sample: SampleCase) -> Certificate:
    return Certificate.model_validate_json(canonical.canonical(signed_certificate(signed_report(sample))))


def pages_of(certificate: Certificate) -> Sheet:
    return certificate_sheet(certificate, "0" * 64, (), proof.parse(LOG_PROOF), pictured={})


@pytest.mark.parametrize("part", CLAIMABLE)
@pytest.mark.parametrize("outcome", Outcome)
def test_a_report_says_of_which_part_its_outcome_is(part: Component, outcome: Outcome) -> None:
    shown = report_sheet(report_of(sample_of(part, outcome)), "0" * 64, frozenset())
    assert this(part) in shown["outcome"]["words"]
    assert shown["claim_title"] == f"The claim, about {this(part)} alone"
    assert shown["limit"].startswith(f"This is an opinion on photos of {the(part)} alone.")
    assert "An original part may sit in any watch" in shown["limit"]
    assert "this watch" not in str([shown["outcome"], shown["limit"], shown["claim_title"]]).lower()


@pytest.mark.parametrize("part", CLAIMABLE)
def test_a_certificate_of_a_part_names_it_in_its_title_and_speaks_of_no_watch(part: Component) -> None:
    certificate = certificate_of(sample_of(part))
    shown = pages_of(certificate)
    assert shown["outcome"]["title"] == f"Authentic {COMPONENT[part]}"
    assert shown["claim_title"].lower() == f"{this(part)} alone, as claimed"
    assert shown["watch"]["model"].lower() == f"{COMPONENT[part]} for the tidewatch"
    assert "Nothing is said about any watch around" in shown["outcome"]["words"]
    assert certificate.credential_subject.cautions == (words.limit(part),)
    assert certificate.credential_subject.claim.part is part


@pytest.mark.parametrize("part", CLAIMABLE)
def test_who_checks_a_certificate_reads_that_it_is_of_a_part(part: Component) -> None:
    document = canonical.pretty(signed_certificate(signed_report(sample_of(part))))
    told = format_verification(verify_document(document, now=NOW, beside=Beside(trusted=(SIGNER.trusted,))))
    assert f": {this(part)} alone, and no watch around it" in told


@pytest.mark.parametrize("part", CLAIMABLE)
def test_the_page_of_a_parts_certificate_says_so(part: Component) -> None:
    sample = sample_of(part)
    report = signed_report(sample)
    pages = PdfReader(
        io.BytesIO(render_certificate(signed_certificate(report), report, sample.pictures, proof=LOG_PROOF))
    ).pages
    text = " ".join(pages[0].extract_text().replace("\u200b", "").split())
    assert f"Authentic {COMPONENT[part]}" in text
    assert "An original part may sit in any watch" in text


@pytest.mark.parametrize("outcome", Outcome)
def test_no_outcome_lacks_its_words_for_a_part(outcome: Outcome) -> None:
    assert {"{this}", "{it}"} & {each for each in ("{this}", "{it}") if each in words.MEANING_OF_PART[outcome]}
    assert words.TITLE[outcome]


def test_hands_are_spoken_of_as_several() -> None:
    assert words.meaning(Outcome.AUTHENTIC, Component.HANDS).startswith("What the photos show of these hands")
    assert "Nobody held them" in words.limit(Component.HANDS)


def test_a_whole_watch_is_told_as_before_whatever_part_its_claim_names() -> None:
    sample = SAMPLES[Outcome.AUTHENTIC].claiming(part=Component.CROWN)
    shown = pages_of(certificate_of(sample))
    assert (shown["outcome"]["title"], shown["claim_title"]) == ("Authentic", "The watch, as claimed")
    assert shown["limit"] == words.LIMIT


@pytest.mark.parametrize(
    ("part", "view"), [(None, View.DIAL), (Component.MOVEMENT, View.MOVEMENT), (Component.CROWN, View.DIAL)]
)
def test_the_photo_in_front_is_of_what_was_examined(part: Component | None, view: View) -> None:
    photos = [p for p in report_of(SAMPLES[Outcome.AUTHENTIC]).photos if isinstance(p, PhotoExamined)]
    front = front_photo(photos, part)
    assert front is not None
    assert front.view is view


def test_a_flaw_is_told_of_the_part() -> None:
    sample = sample_of(Component.CROWN)
    flawed = [
        each.model_copy(update={"flaws": ("small",)}) if each.kind == "prepared" else each
        for each in sample.preparations
    ]
    report = report_of(replace(sample, preparations=tuple(flawed)))
    told = {flaw.words for photo in report.photos if isinstance(photo, PhotoExamined) for flaw in photo.flaws}
    assert told == {"shows the crown too small"}
