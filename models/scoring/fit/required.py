"""What a confirmation has to rest on: criteria without which false claims pass for true ones.

A row says what a finding weighs where there is one. That nothing was found weighs nothing, and yet a false watch whose
flaw nobody could look at then seems as good as a true one. So of the criteria those are asked for whose absence lets
false claims pass, as long as that is worth the true ones that lack them too.

What is no part of a watch is not asked for: a photo's file says what it says, and whoever had it stripped on the way
has nothing else to show.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring.fit.gather import Key, Vector
from models.scoring.labelled import LabelledCase
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component

Flags = NDArray[np.bool_]

_COMMON = 0.5
"""Least share of the genuine cases that a criterion speaks for: what is seldom made out cannot be asked for."""

_FEWEST = 2
"""False claims that a criterion must stop: one may lack anything by chance."""


@dataclass(frozen=True, slots=True)
class Required:
    """A criterion that is asked for, and what that does on the cases at hand, after those before it.

    :ivar stopped: false claims that seemed true and lack it.
    :ivar lost: genuine cases that lack it.
    """

    key: Key
    stopped: int
    lost: int


def spoken_for(cases: Sequence[LabelledCase]) -> dict[Key, Flags]:
    """Return (n,) by criterion and component: for which cases it speaks."""
    found: defaultdict[Key, Flags] = defaultdict(lambda: np.zeros(len(cases), dtype=np.bool_))
    for place, case in enumerate(cases):
        for each in case.findings:
            if each.bearing is Bearing.SUPPORTS and each.strength > 0 and each.component in case.shown:
                found[Key(each.examiner, each.criterion, each.component)][place] = True
    return dict(sorted(found.items(), key=lambda item: (item[0].examiner, item[0].criterion, item[0].component or "")))


def required(spoken: Mapping[Key, Flags], seems_true: Flags, genuine: Vector, cost: float) -> tuple[Required, ...]:
    """Choose what to ask for, one after the other, as long as the next one saves more than it costs.

    Both kinds of claim count as equally likely beforehand, whatever their share of the cases.

    :param seems_true: (n,), what nothing counted speaks against.
    :param genuine: (n,), 1 where the claim is true. :param cost: of a false confirmation, in abstentions.
    """
    true = genuine > 0
    passing = seems_true.copy()
    parts = {key: has for key, has in spoken.items() if key.component is not Component.WHOLE}
    common = {key: has for key, has in parts.items() if has[true].mean() >= _COMMON}
    chosen: list[Required] = []
    while common:
        key = max(common, key=lambda each: _saved(common[each], passing, true, cost))
        has = common.pop(key)
        stopped, lost = int((passing & ~true & ~has).sum()), int((passing & true & ~has).sum())
        if stopped < _FEWEST or _saved(has, passing, true, cost) <= 0:
            break
        passing &= has
        chosen.append(Required(key, stopped, lost))
    return tuple(chosen)


def complete(spoken: Mapping[Key, Flags], chosen: Sequence[Required], count: int) -> Flags:
    """Return (count,) which cases have all that is asked for."""
    has_all = np.ones(count, dtype=np.bool_)
    for each in chosen:
        has_all &= spoken[each.key]
    return has_all


def _saved(has: Flags, passing: Flags, true: Flags, cost: float) -> float:
    """Return what asking for it saves, in abstentions by claim of each kind."""
    stopped, lost = (float((passing & side & ~has).sum()) / float(side.sum()) for side in (~true, true))
    return cost * stopped - lost
