"""What is near a place: a box that an index knows, then the exact distance. Pure, but for the column expressions."""

import math
from dataclasses import dataclass

from django.db.models import Expression, F, FloatField, IntegerField, Q, Value
from django.db.models.functions import ASin, Cast, Ceil, Cos, Least, Power, Radians, Sin, Sqrt

RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
SLACK = 1e-9
"""Degrees by which a box is wider, so that rounding loses nothing at its edge; a tenth of a millimetre."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and how far around it is looked: degrees, and kilometres."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class Box:
    """Latitudes and longitudes between which everything near lies: degrees.

    :ivar meridians: ranges of longitude: one, two where the box spans the date line, none where it holds a pole.
    """

    south: float
    north: float
    meridians: tuple[tuple[float, float], ...]

    def condition(self) -> Q:
        """Return the condition that a row lies in the box."""
        inside = Q()
        for west, east in self.meridians:
            inside |= Q(longitude__range=(west, east))
        return Q(latitude__range=(self.south, self.north)) & inside


def box(near: Place) -> Box:
    """Return the smallest box around a circle on the sphere.

    Its width is that of the meridians which touch the circle: J. P. Matuschek, Finding Points Within a Distance of a
    Latitude/Longitude Using Bounding Coordinates (2010).
    """
    angle = near.km / RADIUS_KM
    tall = math.degrees(angle) + SLACK
    south, north = near.latitude - tall, near.latitude + tall
    if south <= -90 or north >= 90:  # noqa: PLR2004 - a pole, where every meridian is near
        return Box(max(south, -90.0), min(north, 90.0), ())
    wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(near.latitude))))) + SLACK
    return Box(south, north, _meridians(near.longitude - wide, near.longitude + wide))


def _meridians(west: float, east: float) -> tuple[tuple[float, float], ...]:
    if west < -180:  # noqa: PLR2004 - the date line
        return ((west + 360, 180.0), (-180.0, east))
    if east > 180:  # noqa: PLR2004 - the date line
        return ((west, 180.0), (-180.0, east - 360))
    return ((west, east),)


def metres(near: Place) -> Expression:
    """Return how far a row is, in whole metres, rounded up: haversine, R. W. Sinnott, Sky and Telescope 68 (1984)."""
    here = Radians(Value(near.latitude))
    tall = Sin(Radians(F("latitude") - Value(near.latitude)) / Value(2.0))
    wide = Sin(Radians(F("longitude") - Value(near.longitude)) / Value(2.0))
    square = Power(tall, Value(2.0)) + Cos(here) * Cos(Radians(F("latitude"))) * Power(wide, Value(2.0))
    distance = Value(2000.0 * RADIUS_KM) * ASin(Sqrt(Least(square, Value(1.0), output_field=FloatField())))
    return Cast(Ceil(distance), IntegerField())
