import xml.etree.ElementTree as ET

import cv2
import numpy as np
import pytest
import segno

from pipeline.certificate import qr

CASE, DIGEST = "k3v9q2m7x4p1", "ab" * 32
NAME = qr.content(CASE, 1, DIGEST)
PAGE = qr.page("https://adriel.example", f"urn:adriel:{CASE}:1", "K7Q4-9XMP-2R3T")


@pytest.mark.parametrize("text", [NAME, PAGE], ids=["report", "certificate"])
def test_a_code_reads_back_as_what_it_says(text: str) -> None:
    rows = np.array([list(row) for row in segno.make(text, error="m", micro=False).matrix])
    picture = np.kron(np.pad(1 - rows, 4, constant_values=1), np.ones((6, 6))).astype(np.uint8) * 255
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == text


def test_a_report_is_named_and_a_certificates_page_is_found() -> None:
    assert f"urn:adriel:{CASE}:1?=sha256:{DIGEST}" == NAME
    assert f"https://adriel.example/certificates/urn:adriel:{CASE}:1#K7Q4-9XMP-2R3T" == PAGE


def test_the_picture_is_well_formed_and_loads_nothing() -> None:
    picture = qr.svg(NAME)
    assert ET.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - written by us, just now
    assert b"href" not in picture
