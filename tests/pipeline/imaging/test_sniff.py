import time

import pytest

from pipeline.imaging.refusal import Limits, Refused
from pipeline.imaging.sniff import inspect
from tests.bad_files import bad_files, chunk, heic, picture, saved, with_segment

REFUSED_UNDECODED = [
    "30000 x 30000 one-colour png",
    "jpeg claiming 65535 x 65535",
    "png with 50 MB of packed text",
    "png of 30000 empty chunks",
    "200-frame webp",
    "26 MB",
]


@pytest.mark.parametrize("name", REFUSED_UNDECODED)
def test_what_would_be_costly_is_refused_before_it_is_decoded(name: str) -> None:
    data, expected = bad_files()[name]
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        inspect(data)
    assert refused.value.reason is expected
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_size_and_end_are_read_from_the_header(kind: str) -> None:
    data = heic() if kind == "HEIC" else saved(picture(320, 240), kind)
    header = inspect(data)
    assert header.end == len(data)
    assert (header.width, header.height) in {(320, 240), (128, 96)}


def test_a_refusal_survives_being_rebuilt_from_its_arguments() -> None:
    refused = Refused("too_large", "31.0 MB")
    again = Refused(*refused.args)
    assert (again.reason, again.detail, str(again)) == (refused.reason, refused.detail, "too_large: 31.0 MB")


def test_metadata_beyond_the_limit_are_bloated() -> None:
    jpeg = saved(picture(), "JPEG")
    for _ in range(5):
        jpeg = with_segment(jpeg, 0xEF, bytes(60_000))
    assert inspect(jpeg).width == 320
    with pytest.raises(Refused, match="bloated_metadata"):
        inspect(jpeg, Limits(max_metadata=250_000))


def test_a_progressive_jpeg_of_endless_scans_is_refused() -> None:
    jpeg = saved(picture(), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    scan = jpeg[last:-2]
    with pytest.raises(Refused, match="scans"):
        inspect(jpeg[:-2] + scan * 100 + b"\xff\xd9")


def test_unknown_chunks_are_counted_without_quadratic_cost() -> None:
    png = saved(picture(), "PNG")
    data = png[:33] + chunk(b"teSt", bytes(380)) * 19_000 + png[33:]
    start = time.process_time()
    inspect(data)
    assert time.process_time() - start < 1.0
