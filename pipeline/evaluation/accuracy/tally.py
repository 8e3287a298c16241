"""From examined cases to figures. Pure: scoring needs no photo, so that one examination answers many questions."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring import measures
from models.scoring.labelled import Severity
from models.vocabulary.examination import Examined, Unavailable
from models.vocabulary.finding import Bearing
from models.vocabulary.verdict import Outcome, Verdict
from pipeline.evaluation.accuracy.cases import ExaminedCase
from pipeline.evaluation.accuracy.figures import (
    Ablation,
    Curve,
    Figures,
    Group,
    Outcomes,
    Quality,
    Rate,
    Stability,
)
from pipeline.stages.score import score

Llrs = NDArray[np.float64]
"""(n,): log10 likelihood ratios."""

_DEFECTS = (Severity.MODERATE, Severity.SEVERE)
"""What counts as a defect; a slight one is within what makers let pass."""

_NOT_ABLATED = frozenset({"vision", "possession"})
"""Without a key the one never looks, and the other only where something was asked for."""

_NO_KEY = "no key"
"""Why the vision model does not look here: no fault."""

_CANNOT_SHOW = (
    "Rendered watches are not counterfeits: these figures show how well defects of known size are found on drawings.",
    "They do not show how often a real counterfeit would pass: a forger's defects may be others than the studio draws.",
    "Light, lenses, wear and dirt of the drawings are simpler than real ones.",
)
_CANNOT_SHOW_REAL = (
    "These figures hold for watches like those of this set; who labelled them, and how, decides what they are worth.",
)


@dataclass(frozen=True)
class Scored:
    """An examined case with its verdict.

    :ivar log10_lr: 0 where nothing was examined: not knowing.
    """

    case: ExaminedCase
    verdict: Verdict

    @property
    def log10_lr(self) -> float:
        """The evidence; 0 where nothing was examined."""
        return self.verdict.score.log10_lr if self.verdict.score else 0.0

    @property
    def posterior(self) -> float:
        """Stated probability that the claim is true; one half where nothing was examined."""
        return self.verdict.score.posterior if self.verdict.score else 0.5

    def is_defect(self, severity: Severity) -> bool:
        """Whether the case has a defect of this severity."""
        return not self.case.truth.genuine and self.case.truth.severity is severity


def tally(title: str, examined: Sequence[ExaminedCase], variants: Mapping[str, Sequence[ExaminedCase]]) -> Figures:
    """Return the figures of a set.

    :param variants: some of its cases, handed in otherwise, by the name of the change.
    """
    scored = scored_without(examined, ())
    truths = [each.case.truth for each in scored]
    rendered = all(truth.domain == "rendered" for truth in truths)
    genuine = [each for each in scored if each.case.truth.genuine]
    return Figures(
        title=title,
        cases=len(scored),
        watches=len({truth.watch for truth in truths}),
        references=len({truth.reference for truth in truths}),
        tables=tuple(sorted({each.verdict.score.table for each in scored if each.verdict.score})),
        versions=_versions(examined),
        cannot_show=_CANNOT_SHOW if rendered else _CANNOT_SHOW_REAL,
        quality=quality(scored),
        genuine=_outcomes(each for each in genuine if each.case.truth.severity is Severity.NONE),
        genuine_authentic=_genuine_authentic(scored),
        slight=_outcomes(each for each in genuine if each.case.truth.severity is Severity.SLIGHT),
        false_authentic_moderate=_false_authentic(scored, Severity.MODERATE),
        false_authentic_severe=_false_authentic(scored, Severity.SEVERE),
        false_counterfeit=_rate(genuine, lambda each: each.verdict.outcome is Outcome.COUNTERFEIT),
        groups=tuple(_groups(scored)),
        roc=tuple(_roc(scored)),
        calibration=_calibration(scored),
        abstention=_abstention(scored),
        ablation=tuple(_ablation(examined)),
        stability=tuple(_stability(scored, variants)),
        faults=_faults(examined),
        seconds=_seconds(examined),
    )


def scored_without(examined: Iterable[ExaminedCase], examiners: Sequence[str]) -> list[Scored]:
    """Return the cases with the verdicts that they get where some examiners were not there."""
    return [
        Scored(each, score(each.case, each.preparations, each.admission, _left(each, examiners))) for each in examined
    ]


def _left(case: ExaminedCase, without: Sequence[str]) -> tuple[Examined | Unavailable, ...]:
    return tuple(answer for answer in case.examinations if answer.examiner not in without)


def quality(scored: Sequence[Scored]) -> Quality:
    """Return how good the likelihood ratios are over genuine cases and defects that count."""
    genuine, defective = _sides(scored)
    posterior = np.array([each.posterior for each in scored])
    true = np.array([each.case.truth.genuine for each in scored], dtype=bool)
    return Quality(
        auc=measures.auc(genuine, defective),
        cllr=measures.cllr(genuine, defective),
        min_cllr=measures.min_cllr(genuine, defective),
        ece=measures.ece(posterior, true).value,
    )


def _sides(scored: Sequence[Scored]) -> tuple[Llrs, Llrs]:
    genuine = [each.log10_lr for each in scored if each.case.truth.genuine]
    defective = [each.log10_lr for each in scored if not each.case.truth.genuine]
    return np.array(genuine, dtype=np.float64), np.array(defective, dtype=np.float64)


def _outcomes(scored: Iterable[Scored]) -> Outcomes:
    counts = dict.fromkeys(Outcome, 0)
    for each in scored:
        counts[each.verdict.outcome] += 1
    return Outcomes(**{outcome.value: count for outcome, count in counts.items()})


def _rate(scored: Sequence[Scored], happened: Callable[[Scored], bool]) -> Rate:
    events = sum(map(happened, scored))
    low, high = measures.interval(events, len(scored))
    return Rate(events=events, trials=len(scored), low=low, high=high)


def _is_authentic(each: Scored) -> bool:
    return each.verdict.outcome is Outcome.AUTHENTIC


def _genuine_authentic(scored: Sequence[Scored]) -> Rate:
    return _rate([e for e in scored if e.case.truth.genuine and e.case.truth.severity is Severity.NONE], _is_authentic)


def _false_authentic(scored: Sequence[Scored], severity: Severity) -> Rate:
    return _rate([each for each in scored if each.is_defect(severity)], _is_authentic)


def _groups(scored: Sequence[Scored]) -> Iterable[Group]:
    genuine, _ = _sides(scored)
    kinds = dict.fromkeys((e.case.truth.defect, e.case.truth.severity) for e in scored if e.case.truth.defect)
    for defect, severity in sorted(kinds, key=lambda kind: (kind[0], list(Severity).index(kind[1]))):
        mine = [e for e in scored if (e.case.truth.defect, e.case.truth.severity) == (defect, severity)]
        llrs = np.array([each.log10_lr for each in mine])
        yield Group(
            defect=defect,
            severity=severity,
            outcomes=_outcomes(mine),
            auc=measures.auc(genuine, llrs) if len(genuine) else None,
            named=_rate(mine, _names_the_component),
        )


def _names_the_component(each: Scored) -> bool:
    part = each.case.truth.component
    found = [f for e in each.case.examinations if isinstance(e, Examined) for f in e.findings]
    return any(f.bearing is Bearing.CONTRADICTS and (part is None or f.component is part) for f in found)


def _roc(scored: Sequence[Scored]) -> Iterable[Curve]:
    genuine, _ = _sides(scored)
    for severity in _DEFECTS:
        llrs = np.array([each.log10_lr for each in scored if each.is_defect(severity)])
        if len(genuine) and len(llrs):
            yield Curve(name=severity.value, points=measures.roc(genuine, llrs))


def _calibration(scored: Sequence[Scored]) -> Curve:
    posterior = np.array([each.posterior for each in scored])
    true = np.array([each.case.truth.genuine for each in scored], dtype=bool)
    bins = measures.ece(posterior, true).bins
    return Curve(name="posterior", points=tuple((each.stated, each.happened) for each in bins))


def _abstention(scored: Sequence[Scored]) -> Curve:
    posterior = np.array([each.posterior for each in scored])
    true = np.array([each.case.truth.genuine for each in scored], dtype=bool)
    return Curve(name="errors", points=measures.abstention(posterior, true))


def _ablation(examined: Sequence[ExaminedCase]) -> Iterable[Ablation]:
    names = dict.fromkeys(answer.examiner for each in examined for answer in each.examinations)
    for name in [name for name in names if name not in _NOT_ABLATED]:
        scored = scored_without(examined, (name,))
        yield Ablation(
            examiner=name,
            quality=quality(scored),
            genuine_authentic=_genuine_authentic(scored),
            false_authentic_moderate=_false_authentic(scored, Severity.MODERATE),
            false_authentic_severe=_false_authentic(scored, Severity.SEVERE),
        )


def _stability(scored: Sequence[Scored], variants: Mapping[str, Sequence[ExaminedCase]]) -> Iterable[Stability]:
    before = {each.case.name: each.verdict.outcome for each in scored}
    for name, cases in variants.items():
        again = scored_without(cases, ())
        if again:
            yield Stability(
                variant=name, same=_rate(again, lambda each: each.verdict.outcome is before[each.case.name])
            )


def _seconds(examined: Sequence[ExaminedCase]) -> dict[str, float]:
    names = dict.fromkeys(name for each in examined for name in each.seconds)
    return {name: statistics.median(e.seconds[name] for e in examined if name in e.seconds) for name in names}


def _faults(examined: Sequence[ExaminedCase]) -> dict[str, int]:
    silent = [a for each in examined for a in each.examinations if isinstance(a, Unavailable) and a.why != _NO_KEY]
    return dict(sorted(Counter(answer.examiner for answer in silent).items()))


def _versions(examined: Sequence[ExaminedCase]) -> dict[str, str]:
    found = {answer.examiner: answer.version for each in examined for answer in each.examinations}
    return dict(sorted(found.items()))
