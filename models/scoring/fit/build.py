"""Builds a table from labelled cases."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scoring.curve import Curve
from models.scoring.fit.case import Parts, Totals, parts, totals
from models.scoring.fit.fitted import AtCost, Confirmed, Counts, Fitted, RowFound, Unfit
from models.scoring.fit.gather import Key, Observed, Vector, is_genuine, observed, watches
from models.scoring.fit.required import Flags, Required, complete, required, spoken_for
from models.scoring.fit.rows import FOLDS, curve_of, fit_row, folds
from models.scoring.fit.whole import FAINT, Whole, barrier, confirmed, fit_whole
from models.scoring.labelled import LabelledCase
from models.scoring.sample import Sample
from models.scoring.table import Bounds, Consequence, Costs, Domain, Row, Scale, Table, log10_odds
from models.vocabulary.verdict import Assurance
from models.vocabulary.views import Profile

Told = Callable[[str, int, int], None]
"""What is done, how much of it, of how much."""

PRIOR = 0.5
"""Of a fitted table: labelled cases are chosen, so that their share of true claims says nothing of those handed in."""

_OTHER_COSTS = (5.0, 10.0, 20.0, 50.0, 100.0)
"""Of a false confirmation, in abstentions: shown in the report, so that whoever states costs sees what follows."""

_TYPICAL = 0.5
"""Dependence while nothing is fitted: for asking which claims more speaks for than against."""

_OPEN = 6.0
"""log10: a cap that holds nothing back. What a fitted table may say is bounded by its sample, not by judgement."""

_WATCHES = {Domain.RENDERED: "rendered watches", Domain.REAL: "real watches"}


def fit(cases: Sequence[LabelledCase], declared: Table, costs: Costs, name: str, version: int, told: Told) -> Fitted:
    """Fit a table.

    :param declared: of it are taken what a contradiction does beyond its weight, and which criteria look at photos:
        what a finding means is not a matter of figures.
    :param told: called as it goes on.
    :raises Unfit: the cases cannot tell true claims from false ones.
    """
    counts = _counted(cases)
    seen = observed(cases)
    rows = []
    for number, (key, sightings) in enumerate(seen.items(), start=1):
        found = fit_row(sightings)
        row = _row(key, found.curve, sightings.sample, declared)
        rows.append(RowFound(row, len(sightings), found.cost))
        told("criteria fitted", number, len(seen))
    genuine = np.array([is_genuine(case) for case in cases], dtype=np.float64)
    weighed = _weighed_by_others(cases, seen, {_key(each.row): each.row.curve for each in rows}, declared)
    told("whole cases", 0, 1)
    spoken = spoken_for(cases)
    asked = required(spoken, _seems_true(weighed), genuine, costs.false_authentic / costs.abstention)
    has_all = complete(spoken, asked, len(cases))
    whole = fit_whole(weighed, genuine, watches(cases), has_all)
    told("whole cases", 1, 1)
    judged = _Judged(totals(weighed, whole.dependence), whole, genuine, has_all)
    bar, passed = judged.at(costs.authentic, costs.false_authentic / costs.abstention)
    unfitted = tuple(key for key in map(_key, declared.rows) if key not in seen)
    empty = [_unseen(_row(key, Curve(method="none: no case showed it"), _NOTHING, declared)) for key in unfitted]
    basis = _Basis(counts, tuple(dict.fromkeys(case.profile for case in cases)), asked)
    table = _table(name, version, basis, [*(each.row for each in rows), *empty], whole, costs, bar)
    at_costs = tuple(judged.at_cost(cost) for cost in _OTHER_COSTS)
    return Fitted(table, counts, tuple(rows), unfitted, asked, whole, tuple(_by_kind(cases, passed)), at_costs)


_NOTHING = Sample(genuine=0, genuine_contradicted=0, counterfeit=0, counterfeit_supported=0)


def _counted(cases: Sequence[LabelledCase]) -> Counts:
    domains = {case.truth.domain for case in cases}
    if not cases:
        raise Unfit("there are no cases")
    if len(domains) > 1:
        raise Unfit("the cases are of several domains; fit rendered and real watches apart, each to its own table")
    (domain,) = domains
    if domain is Domain.JUDGEMENT:
        raise Unfit("judgement is no domain of watches: say whether they were rendered or real")
    genuine = sum(map(is_genuine, cases))
    if not 0 < genuine < len(cases):
        raise Unfit("all claims are true, or all are false: a table needs both kinds to tell them apart")
    truths = [case.truth for case in cases]
    return Counts(
        cases=len(cases),
        genuine=genuine,
        watches=len({truth.watch for truth in truths}),
        references=len({truth.reference for truth in truths}),
        domain=domain,
    )


def _weighed_by_others(
    cases: Sequence[LabelledCase], seen: dict[Key, Observed], curves: dict[Key, Curve | None], declared: Table
) -> list[Parts]:
    """Weigh each case with curves that were fitted without its watch, so that no row judges what it learnt from."""
    part = folds(watches(cases))
    methods = {key: curve.method for key, curve in curves.items() if curve is not None}
    weighed: dict[int, Parts] = {}
    for each in range(FOLDS):
        rest = {key: sightings.take(folds(sightings.watch) != each) for key, sightings in seen.items()}
        without = {key: curve_of(rest[key], methods[key]) for key in seen}
        for place in np.flatnonzero(part == each).tolist():
            weighed[place] = parts(cases[place], without, declared)
    return [weighed[place] for place in range(len(cases))]


def _seems_true(weighed: Sequence[Parts]) -> Flags:
    """Return (n,) which cases a confirmation would be tempted by: more speaks for them, and nothing clearly against."""
    sums = totals(weighed, _TYPICAL)
    return np.asarray((sums.log10_lr() > 0) & (sums.barred == 0) & (sums.worst < FAINT), dtype=np.bool_)


class _Judged:
    """Whole cases as the table would judge them, weighed by rows that were fitted without them."""

    def __init__(self, sums: Totals, whole: Whole, genuine: Vector, has_all: Flags) -> None:
        barred = np.maximum(sums.barred, ~has_all)
        self._sums, self._genuine = replace(sums, worst=whole.scale[1] * sums.worst, barred=barred), genuine
        self._log10 = whole.bounds.hold(sums.log10_lr(*whole.scale), has_all)

    def at(self, authentic: float, cost: float) -> tuple[float, NDArray[np.bool_]]:
        """Return the bar that costs least where ``authentic`` is the threshold, and (n,) what would be confirmed."""
        needed = log10_odds(authentic) - log10_odds(PRIOR)
        bar = barrier(self._sums, self._log10, self._genuine, needed, (cost, 1.0))
        return bar, confirmed(self._sums, self._log10, needed, bar)

    def at_cost(self, cost: float) -> AtCost:
        """Return what another cost of a false confirmation would lead to."""
        authentic = 1 - 1 / cost
        _, passed = self.at(authentic, cost)
        true = self._genuine > 0
        return AtCost(cost, authentic, float(passed[true].mean()), float(passed[~true].mean()))


def _by_kind(cases: Sequence[LabelledCase], passed: NDArray[np.bool_]) -> Iterable[Confirmed]:
    kinds = ["genuine" if is_genuine(case) else f"{case.truth.severity} defect" for case in cases]
    for kind in sorted(set(kinds), key=lambda kind: (kind != "genuine", kind)):
        mine = np.array([each == kind for each in kinds])
        yield Confirmed(kind, int(passed[mine].sum()), int(mine.sum()))


def _key(row: Row) -> Key:
    return Key(row.examiner, row.criterion, row.component)


def _row(key: Key, curve: Curve, sample: Sample, declared: Table) -> Row:
    judged = declared.row(*key)
    if curve.knots:
        reason = f"Fitted, {curve.method}: {sample.genuine} watches as claimed, {sample.counterfeit} that were not."
    else:
        reason = f"Weighs nothing ({curve.method}); {sample.genuine} true and {sample.counterfeit} false claims."
    return Row(
        examiner=key.examiner,
        criterion=key.criterion,
        component=key.component,
        curve=curve,
        consequence=Consequence.WEIGHS if judged is None else judged.consequence,
        bars_from=0.0 if judged is None else judged.bars_from,
        sees=True if judged is None else judged.sees,
        reason=reason,
        sample=sample,
    )


def _unseen(row: Row) -> Row:
    """Return the row without coverage: whoever was never tried on such watches has not shown that they see anything."""
    return row.model_copy(update={"sees": False})


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a table speaks of, and what it asks for."""

    counts: Counts
    profiles: tuple[Profile, ...]
    asked: tuple[Required, ...]


def _table(name: str, version: int, of: _Basis, rows: Sequence[Row], whole: Whole, costs: Costs, bar: float) -> Table:
    counts = of.counts
    kind = _WATCHES[counts.domain]
    rendered = counts.domain is Domain.RENDERED
    limits = "; drawings are no counterfeits, so that it says nothing of real watches" if rendered else ""
    return Table.model_validate(
        {
            "name": name,
            "version": version,
            "domain": counts.domain,
            "sample_size": counts.watches,
            "basis": f"fitted on {counts.cases} cases of {counts.watches} {kind}{limits}",
            "costs": costs,
            "prior": _because(PRIOR, "Nobody knows how many claims are true, and a guess would tip every verdict."),
            "assurances": _ASSURANCES[counts.domain],
            "dependence": _because(whole.dependence, "Of those tried, the one at which whole cases cost least (Cllr)."),
            "support_cap": _because(_OPEN, "Holds nothing back: the bounds of whole cases are those of the sample."),
            "contradiction_cap": _because(_OPEN, "Holds nothing back, for the same reason as for what supports."),
            "scale": Scale(supports=whole.scale[0], contradicts=whole.scale[1], reason=_SCALED[whole.scaled]),
            "bounds": _bounds(whole, costs, asks=bool(of.asked)),
            "outside_cap": _because(1.0, "LR 10, the upper end of weak support by the ENFSI guideline (2015)."),
            "profiles": of.profiles,
            "requires": [_requirement(each) for each in of.asked],
            "thresholds": _thresholds(costs, bar, rendered=rendered),
            "examiners": [
                {"examiner": each, "cap": _OPEN, "reason": "Holds nothing back, for the same reason as the others."}
                for each in dict.fromkeys(row.examiner for row in rows)
            ],
            "rows": rows,
        }
    )


_ASSURANCES: dict[Domain, tuple[Assurance, ...]] = {
    Domain.RENDERED: (Assurance.LOCAL, Assurance.VISION, Assurance.EXPERT),
    Domain.REAL: (Assurance.VISION, Assurance.EXPERT),
}
"""For drawings what programs measure was counted, and suffices. For real watches somebody must have looked as well."""

_SCALED = {
    True: "Logistic regression over whole cases; it lowered the cross-validated cost (Cllr).",
    False: "Logistic regression did not lower the cross-validated cost (Cllr): the sums stand as they are.",
}


def _because(value: float, reason: str) -> dict[str, Any]:
    return {"value": value, "reason": reason}


def _requirement(asked: Required) -> dict[str, Any]:
    without = f"{asked.stopped} false claims seemed true without it, and {asked.lost} true ones lacked it."
    return {**asked.key._asdict(), "reason": without}


def _bounds(whole: Whole, costs: Costs, *, asks: bool) -> Bounds:
    least = 1e-4  # a bound of nothing at all would not be a weight
    needed = log10_odds(costs.authentic) - log10_odds(PRIOR)
    short = "" if whole.bounds.supports >= needed else " Too few for a confirmation."
    return Bounds(
        supports=max(least, whole.bounds.supports),
        contradicts=max(least, whole.bounds.contradicts),
        incomplete=max(least, whole.bounds.incomplete) if asks else None,
        reason=f"What the cases support by their number (Vergeer et al. 2016).{short}",
    )


def _thresholds(costs: Costs, bar: float, *, rendered: bool) -> dict[str, Any]:
    cover = (
        (0.5, "Dial, case back and papers (50): local examiners make nothing out on the sides of a drawn watch.")
        if rendered
        else (0.7, "No set of photos without the case back or the movement reaches it.")
    )
    return {
        "authentic": _because(costs.authentic, "1 - abstention / false_authentic, from the costs."),
        "counterfeit": _because(costs.counterfeit, "abstention / false_counterfeit, from the costs."),
        "coverage": _because(*cover),
        "contradicted": _because(
            0.3, "Parts that are exchanged in service make no counterfeit: the dial or case back."
        ),
        "main_support": _because(
            0.05, "Something must speak for the main component; how much is the curves' business."
        ),
        "against_authentic": _because(
            bar, "Of those tried, at most LR 1/2, the bar at which whole cases cost least: one clear flaw stops it."
        ),
        "against_counterfeit": _because(0.6, "LR 4. Counterfeits contain good parts, and one does not clear them."),
        "seen": _because(0.3, "Below it the examiner itself calls the finding nearer to a guess than to sight."),
    }
