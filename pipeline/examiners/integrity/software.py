"""What the programs are that photos name as their makers.

Compiled by judgement from the names that the programs write into Exif's ``Software`` and XMP's ``CreatorTool`` and
``softwareAgent``. A phone names its system there, a camera its firmware, a raw developer itself: all that is as it
should be, and so is every name that is not listed.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a program is for, as far as a photo's truth is concerned."""

    GENERATOR = "generator"
    EDITOR = "editor"


_NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.GENERATOR: (
        "midjourney", "stable diffusion", "dall-e", "dalle", "firefly", "comfyui", "automatic1111", "invokeai",
        "imagen", "leonardo.ai", "ideogram", "nightcafe", "dreamstudio", "bing image creator", "gpt-4o", "flux.1",
    ),
    Kind.EDITOR: (
        "photoshop", "gimp", "affinity photo", "pixelmator", "paint.net", "paintshop", "corel photo", "photopea",
        "krita", "picsart", "facetune", "meitu", "faceapp", "canva", "pixlr", "fotor", "befunky", "inpaint", "snapseed",
        "photodirector", "photoscape", "airbrush", "remini", "retouch",
        "touchretouch", "acorn", "photoimpact", "polarr",
    ),
}  # fmt: skip


def kind_of(name: str) -> Kind | None:
    """Return what a program is for; None for a camera, a phone, or a name that is not known."""
    plain = name.lower()
    return next((kind for kind, names in _NAMES.items() if any(_stands_in(each, plain) for each in names)), None)


def _stands_in(name: str, text: str) -> bool:
    """Whether a program's name stands in a text as words of its own: ``on1`` is no part of ``Vision100``."""
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z])", text) is not None
