"""What is near: on the date line, at the poles, and on the other side of the world."""

import math
import random

import pytest

from marketplace.directory.geography import RADIUS_KM, Place, box, metres
from marketplace.directory.models import Profile
from tests.support.shops import shop


def far(a, b):
    """Kilometres by the angle between two vectors, which knows no haversine."""

    def vector(place):
        lat, lon = map(math.radians, place)
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    u, v = vector(a), vector(b)
    cross = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    return RADIUS_KM * math.atan2(math.hypot(*cross), sum(x * y for x, y in zip(u, v, strict=True)))


def holds(found, lat, lon):
    return found.south <= lat <= found.north and (
        not found.meridians or any(west <= lon <= east for west, east in found.meridians)
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_box_holds_all_that_is_near(seed):
    draw = random.Random(seed)  # noqa: S311 - places, not secrets
    for _ in range(500):
        near = Place(draw.uniform(-90, 90), draw.uniform(-180, 180), draw.choice([1, 50, 800, 5000]))
        angle, bearing = near.km / RADIUS_KM * draw.uniform(0, 0.999999), draw.uniform(0, 2 * math.pi)
        lat = math.radians(near.latitude)
        to = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing))
        turn = math.atan2(
            math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(to)
        )
        lon = (near.longitude + math.degrees(turn) + 180) % 360 - 180
        assert holds(box(near), math.degrees(to), lon), (near, math.degrees(to), lon)


PLACES = [(0.0, 179.95), (0.0, -179.95), (89.9, 10.0), (89.9, -170.0), (-90.0, 0.0), (47.37, 8.54), (47.37, 8.54)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "here", [(0.0, 180.0), (0.0, -180.0), (90.0, 0.0), (-89.95, 99.0), (47.4, 8.5), (-47.4, -171.5)]
)
@pytest.mark.parametrize("km", [30.0, 20_037.0])
def test_the_database_finds_what_is_near_and_says_how_far(here, km):
    for lat, lon in PLACES:
        shop(latitude=lat, longitude=lon)
    near = Place(*here, km)
    rows = Profile.objects.filter(box(near).condition()).annotate(far=metres(near))
    found = sorted(each.far for each in rows if each.far <= km * 1000)
    expected = sorted(distance for each in PLACES if (distance := math.ceil(far(here, each) * 1000)) <= km * 1000)
    assert found == pytest.approx(expected, abs=2)
