"""The names and phrases in which a verdict explains itself."""

from collections.abc import Iterable

from models.vocabulary.views import Component

COMPONENT: dict[Component, str] = {
    Component.DIAL: "the dial",
    Component.HANDS: "the hands",
    Component.CROWN: "the crown",
    Component.BEZEL: "the bezel",
    Component.CASE: "the case",
    Component.CASEBACK: "the case back",
    Component.MOVEMENT: "the movement",
    Component.BRACELET: "the bracelet or strap",
    Component.CLASP: "the clasp",
    Component.SERIAL: "the serial number",
    Component.PAPERS: "the papers",
    Component.WHOLE: "the watch as a whole",
}

EXAMINER: dict[str, str] = {
    "identity": "the reading of text and numbers",
    "vision": "the examination by a vision model",
    "expert": "the expert's review",
}

UNAVAILABLE: dict[str, str] = {
    "no key": "no key for it is set up",
    "over budget": "the case's budget is spent",
    "refused": "it refused to answer",
    "blocked": "its answer was blocked",
    "empty answer": "its answer was empty",
    "malformed answer": "its answer made no sense",
    "truncated": "its answer was cut off",
    "rate limited": "it was asked too often",
    "timeout": "it did not answer in time",
    "unreachable": "it could not be reached",
}
"""Codes of ``Unavailable.why`` in words; for any other code the code itself is printed."""


WITHHELD = (
    "As long as a claimed fact is contradicted, whatever else fits is not counted beyond what speaks against the claim."
)


def listed(names: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def components(these: Iterable[Component]) -> str:
    """The components by name."""
    return listed(COMPONENT[each] for each in these)


def percent(fraction: float) -> str:
    """A fraction in per cent to one decimal, rounded down: 98.99 % is not 99 %."""
    tenths = int(fraction * 1000 + 1e-6)
    return f"{tenths / 10:g} %"


def likelihood(log10_lr: float) -> str:
    """The evidence as a ratio, to two significant figures."""
    ratio = float(f"{10 ** abs(log10_lr):.2g}")
    if ratio == 1:
        return "What was seen fits a true claim and a false one equally well."
    more, less = ("true", "false") if log10_lr > 0 else ("false", "true")
    return f"What was seen is about {ratio:g} times likelier if the claim is {more} than if it is {less}."
