"""The findings that the stand-in makes up, in the shape that Adriel asks for. It has looked at nothing."""

from collections.abc import Iterable, Sequence
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
    "other": (("whole", ("finishing",)),),
}
"""What each view lets one judge: component, then criteria."""

_CONSISTENT, _DEFECT = 0.9, 0.95


def good(labels: Sequence[str]) -> dict[str, Any]:
    """Everything that the views show agrees with the claim."""
    return _answer(labels, [_seen(*each, "supports", _CONSISTENT) for each in _shown(labels)])


def defect(labels: Sequence[str], component: str = "dial") -> dict[str, Any]:
    """One component contradicts the claim, clearly; the others agree with it."""
    seen = [
        _seen(*each, "contradicts", _DEFECT) if each[1] == component else _seen(*each, "supports", _CONSISTENT)
        for each in _shown(labels)
    ]
    return _answer(labels, seen)


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


def _seen(label: str, component: str, criterion: str, bearing: str, confidence: float) -> dict[str, Any]:
    observed, sentence = (
        each.format(component=component.replace("caseback", "case back"), criterion=criterion)
        for each in _WORDS[bearing]
    )
    return {
        "photo": label,
        "component": component,
        "criterion": criterion,
        "observed": observed,
        "bearing": bearing,
        "confidence": confidence,
        "sentence": sentence,
        "box": [250, 250, 750, 750],
    }


def _answer(labels: Sequence[str], observations: list[dict[str, Any]]) -> dict[str, Any]:
    counts = [{"label": label, "wrist_watches_in_frame": 0 if label.startswith("papers") else 1} for label in labels]
    return {"text_addressed_to_reader": False, "photos": counts, "observations": observations}
