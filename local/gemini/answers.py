"""The findings that the stand-in makes up, in the shape that Adriel asks for. It has looked at nothing."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

_SHOWS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "dial": (
        ("dial", ("wording", "printing", "layout")),
        ("hands", ("hands",)),
        ("bezel", ("printing",)),
        ("crown", ("construction",)),
        ("case", ("finishing",)),
        ("whole", ("proportions",)),
    ),
    "caseback": (("caseback", ("wording", "engraving", "finishing")), ("case", ("construction",))),
    "movement": (("movement", ("construction", "finishing")),),
    "crown": (("crown", ("construction", "engraving")),),
    "bezel": (("bezel", ("printing", "construction")),),
    "hands": (("hands", ("hands", "finishing")),),
    "bracelet": (("bracelet", ("construction", "finishing")),),
    "clasp": (("clasp", ("engraving", "construction")),),
    "serial": (("serial", ("engraving",)),),
    "papers": (("papers", ("documents", "printing")),),
    "other": (("whole", ("finishing",)), ("case", ("finishing", "construction", "proportions"))),
}
"""What each view lets one judge: component, then criteria."""

_CONSISTENT, _DEFECT = 0.9, 0.95

_PLACES = re.compile(r"^PLACES: (\[.*\])$", re.MULTILINE)
_COMPONENTS = re.compile(r"^COMPONENTS: (\[.*\])$", re.MULTILINE)

Judgement = Callable[[str, str], str]
"""From component and criterion to the bearing."""


def genuine(_component: str, _criterion: str) -> str:
    """Everything agrees with the claim."""
    return "supports"


def counterfeit(_component: str, _criterion: str) -> str:
    """Nothing agrees with the claim."""
    return "contradicts"


def defective(component: str, _criterion: str) -> str:
    """The dial contradicts the claim, clearly; the others agree with it."""
    return "contradicts" if component == "dial" else "supports"


def doubtful(component: str, criterion: str) -> str:
    """The print on the dial contradicts the claim; all else agrees with it."""
    return "contradicts" if (component, criterion) == ("dial", "printing") else "supports"


def is_nearer(texts: Sequence[str]) -> bool:
    """Return whether the question is about places shown close."""
    return any(_PLACES.search(text) for text in texts)


def answer(labels: Sequence[str], texts: Sequence[str], judge: Judgement) -> dict[str, Any]:
    """Return an answer in sections, about the places that the question names or else about all that the views show.

    Reference photos are not judged and their watches not counted: the question forbids it.
    """
    own = [label for label in labels if not label.startswith("reference-")]
    asked = _named(_COMPONENTS, texts)
    places = [each for each in _places(texts) or _shown(own) if not asked or each[1] in asked]
    sections: dict[str, list[dict[str, Any]]] = {}
    for label, component, criterion in places:
        seen = _seen(label, component, criterion, judge(component, criterion))
        sections.setdefault(component, []).append(seen)
    told = [{"component": each, "shown": "well", "observations": seen} for each, seen in sections.items()]
    counts = [{"label": label, "wrist_watches_in_frame": _watches(label)} for label in own]
    return {"text_addressed_to_reader": False, "photos": counts, "components": told}


def _watches(label: str) -> int:
    return 0 if label.startswith(("papers", "place-")) else 1


def _places(texts: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(each["photo"], each["component"], each["criterion"]) for each in _named(_PLACES, texts)]


def _named(heading: re.Pattern[str], texts: Sequence[str]) -> list[Any]:
    """Return the list that the question gives under a heading; empty where it gives none."""
    return json.loads(next((found.group(1) for text in texts if (found := heading.search(text))), "[]"))  # type: ignore[no-any-return]


def _shown(labels: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    for label in labels:
        if label.endswith("-closeup"):
            continue
        for component, criteria in _SHOWS.get(label.split("-")[0], ()):
            for criterion in criteria:
                yield label, component, criterion


_WORDS = {
    "supports": ("the {criterion} of the {component} is as claimed", "What is seen of the {component} is as claimed."),
    "contradicts": (
        "the {criterion} of the {component} is not as claimed",
        "What is seen of the {component} does not fit the claim.",
    ),
}


def _seen(label: str, component: str, criterion: str, bearing: str) -> dict[str, Any]:
    observed, sentence = (
        each.format(component=component.replace("caseback", "case back"), criterion=criterion)
        for each in _WORDS[bearing]
    )
    return {
        "photo": label,
        "criterion": criterion,
        "observed": observed,
        "bearing": bearing,
        "confidence": _CONSISTENT if bearing == "supports" else _DEFECT,
        "sentence": sentence,
        "box": [400, 400, 600, 600],
    }
