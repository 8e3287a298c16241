import zlib

import pytest

from pipeline.imaging.containers.contract import Header, Kind, MetadataBudget, bound_pixels
from pipeline.imaging.refusal import Limits, Refused

LIMITS = Limits(max_pixels=10_000, min_side=64, max_metadata=100_000)


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (100, 100, None),
        (101, 100, "too_many_pixels"),
        (64, 64, None),
        (63, 150, "too_few_pixels"),
        (0, 100, "corrupt"),
        (100, -1, "corrupt"),
    ],
)
def test_a_size_is_bounded_both_ways(width: int, height: int, reason: str | None) -> None:
    if reason is None:
        bound_pixels(width, height, LIMITS)
    else:
        with pytest.raises(Refused, match=reason):
            bound_pixels(width, height, LIMITS)


def test_a_budget_is_spent_by_all_parts_together() -> None:
    budget = MetadataBudget(LIMITS)
    budget.take(60_000)
    budget.take(40_000)
    with pytest.raises(Refused, match="bloated"):
        budget.take(1)


@pytest.mark.parametrize("packed", [b"", b"no stream", zlib.compress(b"x" * 50)[:5]])
def test_what_is_packed_wrongly_never_raises(packed: bytes) -> None:
    assert set(MetadataBudget(LIMITS).inflate(packed)) <= set(b"x")


def test_the_head_of_a_stream_is_kept_and_all_of_it_counted() -> None:
    budget = MetadataBudget(LIMITS)
    assert budget.inflate(zlib.compress(b"ab" * 45_000)) == b"ab" * 32_768
    with pytest.raises(Refused, match="bloated"):
        budget.take(10_001)


def test_a_manifest_is_noticed_by_its_label() -> None:
    assert Header(Kind.JPEG, 100, 100, notes=b"..jumb..c2pa..").has_content_credentials
    assert not Header(Kind.JPEG, 100, 100, exif=b"c2pa").has_content_credentials
