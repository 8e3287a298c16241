"""What a file says of itself: programs, times, the thumbnail. Absence says nothing."""

import io

import pytest
from PIL import Image

from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.examiners.integrity import metadata
from pipeline.examiners.integrity.notes import Notes, read_notes
from pipeline.examiners.integrity.software import Kind, kind_of
from pipeline.imaging.decode import decode_upright
from pipeline.imaging.sniff import read_header
from tests.bad_files import with_segment
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import Desk
from tests.support.photos import PhotosInMemory
from tests.support.sample_case import authentic

CASE = authentic().case
PHOTO = PhotosInMemory().add(watch_photo(1), View.DIAL)
PICTURE = decode_upright(watch_photo(1))


def notes(**changes) -> Notes:
    plain = {"programs": (), "taken": None, "changed": None, "thumbnail": b"", "generated": False}
    return Notes(**(plain | changes))


def judged(**changes):
    return metadata.judge(CASE, PHOTO, notes(**changes), PICTURE)


def thumbnail(seed: int, bars: int = 0) -> bytes:
    small = Image.open(io.BytesIO(watch_photo(seed))).resize((160, 128))
    framed = Image.new("RGB", (160, 128 + 2 * bars))
    framed.paste(small, (0, bars))
    out = io.BytesIO()
    framed.save(out, "JPEG", quality=70)
    return out.getvalue()


def with_exif(**fields) -> bytes:
    exif = Image.Exif()
    exif[0x0131] = fields.get("software", "")
    exif.get_ifd(0x8769)[0x9003] = fields.get("taken", "")
    out = io.BytesIO()
    Image.open(io.BytesIO(watch_photo(1))).save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Adobe Photoshop 25.0 (Windows)", Kind.EDITOR),
        ("GIMP 2.10.34", Kind.EDITOR),
        ("Midjourney v6", Kind.GENERATOR),
        ("Adobe Firefly", Kind.GENERATOR),
        ("17.5.1", None),
        ("HDR+ 1.0.585", None),
        ("Adobe Photoshop Lightroom 7.1", Kind.EDITOR),
        ("A546BXXU7", None),
        ("Vision100 firmware", None),
        ("", None),
    ],
)
def test_programs_are_told_from_cameras_and_phones(name, kind):
    assert kind_of(name) is kind


def test_an_editor_counts_a_little_and_a_generator_much():
    edited, generated = judged(programs=("GIMP 2.10",)), judged(generated=True)
    assert edited.bearing is generated.bearing is Bearing.CONTRADICTS
    assert edited.strength < 0.5 < generated.strength


@pytest.mark.parametrize(
    ("taken", "changed", "bearing"),
    [
        ("2026:03:20 10:00:00", None, Bearing.CONTRADICTS),
        ("2026:03:15 10:00:00", None, Bearing.NEUTRAL),
        ("2026:03:10 10:00:00", "2026:03:01 10:00:00", Bearing.CONTRADICTS),
        ("2026:03:10 10:00:00", "2026:03:10 10:00:01", Bearing.NEUTRAL),
        ("1970:01:01 00:00:00", None, Bearing.NEUTRAL),
        ("not a time", "2026:13:45 99:00:00", Bearing.NEUTRAL),
    ],
    ids=["after it was handed in", "in another time zone", "changed before", "written", "an unset clock", "damaged"],
)
def test_times_are_odd_only_where_no_clock_could_show_them(taken, changed, bearing):
    assert judged(taken=taken, changed=changed).bearing is bearing


def test_a_thumbnail_of_another_picture_contradicts_and_its_own_does_not():
    assert judged(thumbnail=thumbnail(2)).observed == "preview shows another picture"
    assert judged(thumbnail=thumbnail(1)).bearing is Bearing.NEUTRAL


def test_a_thumbnail_with_black_bars_is_still_its_own():
    assert judged(thumbnail=thumbnail(1, bars=10)).bearing is Bearing.NEUTRAL


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff", thumbnail(1)[:300], b"\x89PNG\r\n\x1a\n" + bytes(40)])
def test_a_damaged_thumbnail_says_nothing(broken):
    assert judged(thumbnail=broken).bearing is Bearing.NEUTRAL


def test_a_file_without_metadata_says_nothing():
    assert judged().observed == "few metadata"


def test_programs_and_times_are_read_from_exif_and_xmp():
    data = with_exif(software="GIMP 2.10", taken="2025:01:02 03:04:05")
    found = read_notes(read_header(data))
    assert (found.programs, found.taken) == (("GIMP 2.10",), "2025:01:02 03:04:05")
    xmp = b'http://ns.adobe.com/xap/1.0/\0<x xmp:CreatorTool="Adobe Photoshop 25.0" stEvt:softwareAgent="Canva"/>'
    assert read_notes(read_header(with_segment(data, 0xE1, xmp))).programs[1:] == ("Adobe Photoshop 25.0", "Canva")


def test_a_file_that_calls_itself_generated_is_believed(tmp_path):
    source = b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x Iptc4xmpExt:DigitalSourceType='" + source + b"'/>"
    desk = Desk(tmp_path)
    answer = desk.examine(*desk.open(with_segment(watch_photo(1), 0xE1, xmp)))
    assert "calls itself generated" in {finding.observed for finding in answer.findings}
