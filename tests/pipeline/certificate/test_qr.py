import xml.etree.ElementTree as ET

import cv2
import numpy as np
import segno

from pipeline.certificate import qr

CASE, DIGEST = "k3v9q2m7x4p1", "ab" * 32


def test_the_code_reads_back_as_the_documents_name() -> None:
    rows = np.array([list(row) for row in segno.make(qr.content(CASE, 1, DIGEST), error="m", micro=False).matrix])
    picture = np.kron(np.pad(1 - rows, 4, constant_values=1), np.ones((6, 6))).astype(np.uint8) * 255
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == f"urn:adriel:{CASE}:1?=sha256:{DIGEST}"


def test_the_picture_is_well_formed_and_loads_nothing() -> None:
    picture = qr.svg(CASE, 1, DIGEST)
    assert ET.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - written by us, just now
    assert b"href" not in picture
