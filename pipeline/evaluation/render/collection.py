"""The fictional watches that photos are drawn of: three brands, four styles each.

Their rows in the catalogue, ``models/catalogue/brands/``, say the same of them.
"""

from pipeline.evaluation.render.watch import (
    FIELDMASTER,
    TIDEWATCH,
    Bezel,
    Emblem,
    HandShape,
    Markers,
    Strap,
    Style,
    Watch,
)

_FIGURES = ("60", "05", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55")
"""Printed on a rehaut: the minutes."""
_DARK_INK = "#1b1d20"
_GOLD = "#d9a441"
_BLUED = "#33477f"
_BLACKENED = "#3a3c40"

FELLGATE = Watch(
    model="FELLGATE",
    reference="AM-3318",
    serial="N033274",
    calibre="AM12",
    jewels=19,
    rotor=False,
    style=Style.DRESS,
    wording=("HAND-WOUND", "30m"),
    face="#dcdad2",
    ink=_DARK_INK,
    hands=HandShape.DAUPHINE,
    metal=_BLUED,
    bezel=Bezel.POLISHED,
    rehaut=("ALDENMOOR",) * 8,
    strap=Strap.LEATHER,
    date=8,
    date_at=6,
    time=(10, 9, 18),
    resistance="30M",
    sold="2024-03-09",
)
STORMGAUGE = Watch(
    model="STORMGAUGE",
    reference="AM-4471",
    serial="M447109",
    calibre="AM40",
    jewels=27,
    style=Style.CHRONOGRAPH,
    wording=("CHRONOGRAPH", "100m"),
    face="#1d1f22",
    hands=HandShape.BATON,
    bezel=Bezel.TACHYMETER,
    subdials=(3, 6, 9),
    subdial_face="#c9cbcc",
    date=27,
    date_at=4,
    time=(10, 8, 42),
    resistance="100M",
    sold="2023-09-30",
)

_OSTRELUND = {"brand": "OSTRELUND", "emblem": Emblem.SAIL}
DEEPVANE = Watch.model_validate(
    {
        **_OSTRELUND,
        "model": "DEEPVANE",
        "reference": "OL-2106",
        "serial": "210644F",
        "calibre": "OL51",
        "style": Style.DIVER,
        "wording": ("AUTOMATIC", "300m"),
        "face": "#1f4a35",
        "lume": "#d9efc9",
        "markers": Markers.PRINTED,
        "hands": HandShape.BATON,
        "bezel": Bezel.DIVE,
        "date": 19,
        "date_at": 6,
        "time": (10, 11, 42),
        "resistance": "300M",
        "sold": "2023-04-22",
    }
)
MARSHLIGHT = Watch.model_validate(
    {
        **_OSTRELUND,
        "model": "MARSHLIGHT",
        "reference": "OL-1203",
        "serial": "120377E",
        "calibre": "OL51",
        "style": Style.FIELD,
        "wording": ("AUTOMATIC", "100m"),
        "face": "#e4dcc3",
        "ink": _DARK_INK,
        "lume": "#c9c79a",
        "markers": Markers.PRINTED,
        "hands": HandShape.SWORD,
        "metal": _BLACKENED,
        "rehaut": _FIGURES,
        "strap": Strap.LEATHER,
        "date": 5,
        "time": (10, 9, 41),
        "resistance": "100M",
        "sold": "2022-08-18",
    }
)
KVELDEN = Watch.model_validate(
    {
        **_OSTRELUND,
        "model": "KVELDEN",
        "reference": "OL-3302",
        "serial": "330215H",
        "calibre": "OL20",
        "jewels": 17,
        "rotor": False,
        "style": Style.DRESS,
        "wording": ("HAND-WOUND",),
        "face": "#f0efea",
        "ink": _DARK_INK,
        "markers": Markers.PRINTED,
        "hands": HandShape.LEAF,
        "metal": _BLUED,
        "bezel": Bezel.POLISHED,
        "rehaut": ("OSTRELUND",) * 8,
        "strap": Strap.LEATHER,
        "time": (10, 10, 40),
        "resistance": "30M",
        "sold": "2024-10-12",
    }
)
REGATTEN = Watch.model_validate(
    {
        **_OSTRELUND,
        "model": "REGATTEN",
        "reference": "OL-4509",
        "serial": "450981F",
        "calibre": "OL72",
        "jewels": 28,
        "style": Style.CHRONOGRAPH,
        "wording": ("CHRONOGRAPH", "100m"),
        "face": "#2b3f5f",
        "lume": "#e9eadf",
        "markers": Markers.PRINTED,
        "hands": HandShape.SWORD,
        "bezel": Bezel.TACHYMETER,
        "subdials": (3, 9),
        "date": 30,
        "date_at": 6,
        "time": (10, 10, 18),
        "resistance": "100M",
        "sold": "2023-12-02",
    }
)

_HALVENMERE = {"brand": "HALVENMERE", "emblem": Emblem.STAR}
BRACKWATER = Watch.model_validate(
    {
        **_HALVENMERE,
        "model": "BRACKWATER",
        "reference": "HM-2418",
        "serial": "H324186",
        "calibre": "HM15",
        "jewels": 24,
        "style": Style.DIVER,
        "wording": ("AUTOMATIC", "300m"),
        "face": "#17181b",
        "lume": "#dce9f2",
        "hands": HandShape.BATON,
        "bezel": Bezel.DIVE,
        "time": (10, 9, 40),
        "resistance": "300M",
        "sold": "2023-05-27",
    }
)
WAYMARK = Watch.model_validate(
    {
        **_HALVENMERE,
        "model": "WAYMARK",
        "reference": "HM-1522",
        "serial": "H215227",
        "calibre": "HM15",
        "jewels": 24,
        "style": Style.FIELD,
        "wording": ("AUTOMATIC", "100m"),
        "face": "#3d4230",
        "ink": "#e9e6d8",
        "lume": "#e8e0bd",
        "markers": Markers.PRINTED,
        "hands": HandShape.BATON,
        "rehaut": _FIGURES,
        "strap": Strap.LEATHER,
        "date": 21,
        "date_at": 4,
        "time": (10, 8, 17),
        "resistance": "100M",
        "sold": "2022-02-11",
    }
)
SOIREVAL = Watch.model_validate(
    {
        **_HALVENMERE,
        "model": "SOIREVAL",
        "reference": "HM-3605",
        "serial": "H436051",
        "calibre": "HM15",
        "jewels": 24,
        "style": Style.DRESS,
        "wording": ("AUTOMATIC", "50m"),
        "face": "#5a1f2b",
        "ink": "#efe3c8",
        "hands": HandShape.DAUPHINE,
        "metal": _GOLD,
        "bezel": Bezel.POLISHED,
        "rehaut": ("HALVENMERE",) * 8,
        "strap": Strap.LEATHER,
        "date": 16,
        "time": (10, 10, 43),
        "resistance": "50M",
        "sold": "2024-06-01",
    }
)
SPLITMERE = Watch.model_validate(
    {
        **_HALVENMERE,
        "model": "SPLITMERE",
        "reference": "HM-4730",
        "serial": "H347302",
        "calibre": "HM60",
        "jewels": 31,
        "style": Style.CHRONOGRAPH,
        "wording": ("CHRONOGRAPH", "100m"),
        "face": "#e3e4e3",
        "ink": _DARK_INK,
        "lume": "#cfd6c8",
        "hands": HandShape.BATON,
        "metal": _BLACKENED,
        "bezel": Bezel.TACHYMETER,
        "subdials": (3, 6, 9),
        "subdial_face": "#1e2023",
        "time": (10, 9, 41),
        "resistance": "100M",
        "sold": "2023-02-14",
    }
)

CALIBRATION: tuple[Watch, ...] = (FIELDMASTER, FELLGATE, DEEPVANE, REGATTEN, WAYMARK, SPLITMERE)
"""Drawn to learn from: thresholds and weights may be fitted to these. Every style is among them."""
HELD_BACK: tuple[Watch, ...] = (TIDEWATCH, STORMGAUGE, MARSHLIGHT, KVELDEN, BRACKWATER, SOIREVAL)
"""Drawn to be measured on: nothing may be fitted to these. Every style is among them."""
COLLECTION: tuple[Watch, ...] = CALIBRATION + HELD_BACK
