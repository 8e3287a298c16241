"""From weighed evidence to an outcome, with everything that stands in the way of a stronger one.

A verdict is given where *nothing* stands in its way. Each hindrance is a sentence, so that whoever reads
``inconclusive`` also reads why, and no condition can block in silence.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from models.profiles import Requirements
from models.scoring import experts, words
from models.scoring.cover import contradicted
from models.scoring.table import Consequence, Requirement, Table, log10_odds
from models.scoring.weigh import Weighed
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.verdict import Assurance, Coverage, Outcome
from models.vocabulary.views import Component
from models.vocabulary.words import the

_TOLD = 3
"""Findings that are quoted for one hindrance; the report lists them all."""


_NAMED = 3
"""Components that are named as missing, those first that weigh most; the report lists them all."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that an outcome is decided from.

    :ivar several_dials: whether every usable photo of the main view shows more than one dial.
    :ivar unmet: what the table requires for a confirmation and nothing speaks for.
    :ivar review_missing: whether experts were asked, and what they decided is not known.
    """

    findings: tuple[Finding, ...]
    needs: Requirements
    table: Table
    weighed: Weighed
    coverage: Coverage
    assurance: Assurance
    several_dials: bool
    unmet: tuple[Requirement, ...] = ()
    review_missing: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, and why no stronger one."""

    outcome: Outcome
    reasons: tuple[str, ...]


def decide(evidence: Evidence) -> Decision:
    """Decide. ``authentic`` and ``counterfeit`` need that nothing hinders them; all else is ``inconclusive``."""
    several = not_one_watch(evidence)
    if several:
        return Decision(Outcome.INCONCLUSIVE, several)
    if unsettled := _experts_unsettled(evidence):
        return Decision(Outcome.INCONCLUSIVE, unsettled)
    likelihood = words.likelihood(evidence.weighed.log10_lr)
    to_authentic, to_counterfeit = against_authentic(evidence), against_counterfeit(evidence)
    if not to_authentic:
        return Decision(Outcome.AUTHENTIC, (_consistent(evidence), likelihood))
    if not to_counterfeit:
        quoted = _told(_contradictions(evidence, evidence.weighed.contradicts))
        return Decision(Outcome.COUNTERFEIT, (_wrong(evidence) + quoted, likelihood))
    reasons = to_authentic
    if evidence.weighed.log10_lr < 0:
        reasons = (*_claim_contradicted(evidence), *to_counterfeit, *_nobody_looked(evidence))
    return Decision(Outcome.INCONCLUSIVE, (*reasons, *_weight(evidence)))


def _weight(evidence: Evidence) -> tuple[str, ...]:
    """Say what the evidence comes to, where no hindrance has said that it is too little."""
    if evidence.weighed.withheld:
        return (words.WITHHELD,)
    limits = evidence.table.thresholds
    enough = not limits.counterfeit.value < evidence.weighed.posterior < limits.authentic.value
    return (words.likelihood(evidence.weighed.log10_lr),) if enough else ()


def _consistent(evidence: Evidence) -> str:
    seen = f"Seen were {words.components(evidence.coverage.seen)}."
    against = _contradictions(evidence, frozenset(Component))
    if not against:
        return f"Nothing that was seen contradicts the claim. {seen}"
    return f"{seen} What was seen against the claim is too faint to count:{_told(against)}"


def against_authentic(evidence: Evidence) -> tuple[str, ...]:
    """Return what stands in the way of ``authentic``, most serious first."""
    table = evidence.table
    needed = table.thresholds.authentic.value
    evidence_needed = log10_odds(needed) - log10_odds(evidence.weighed.prior)
    return (
        *_claim_contradicted(evidence),
        *_components_against(evidence),
        *_nobody_looked(evidence),
        *_main_component_unsupported(evidence),
        *_required_unmet(evidence),
        *_too_little_seen(evidence),
        *_too_little_evidence(
            evidence.weighed.posterior < needed,
            f"Weighed together, what was seen makes the claim {_chance(evidence)} likely; "
            f"a confirmation needs {words.percent(needed)}.",
        ),
        *_table_cannot(evidence, table.support_cap.value, evidence_needed),
        *_sample_cannot(evidence, table.bound(Bearing.SUPPORTS), evidence_needed),
    )


def against_counterfeit(evidence: Evidence) -> tuple[str, ...]:
    """Return what stands in the way of ``counterfeit``, most serious first."""
    table = evidence.table
    needed = table.thresholds.counterfeit.value
    evidence_needed = log10_odds(evidence.weighed.prior) - log10_odds(needed)
    return (
        *_components_for(evidence),
        *_too_little_contradicted(evidence),
        *_too_little_evidence(
            evidence.weighed.posterior > needed,
            f"Weighed together, what was seen makes the claim {_chance(evidence)} likely; "
            f"to call {subject(evidence)} a counterfeit needs {words.percent(needed)} or less.",
        ),
        *_table_cannot(
            evidence,
            table.limit(evidence.needs.main_component, Bearing.CONTRADICTS, is_agreed=_agreed_on_main(evidence)),
            evidence_needed,
        ),
        *_sample_cannot(evidence, table.bound(Bearing.CONTRADICTS), evidence_needed),
    )


def subject(evidence: Evidence) -> str:
    """Return what is examined, in words: the watch, or the part of one."""
    return the(evidence.needs.part) if evidence.needs.part else "the watch"


def not_one_watch(evidence: Evidence) -> tuple[str, ...]:
    """Return what says that the photos may not show one wrist watch, if anything does."""
    found = _with_consequence(evidence, Consequence.BARS_VERDICT)
    if not found and not evidence.several_dials:
        return ()
    if not found:
        return ("The photo shows more than one watch, so nothing can be said about any of them.",)
    return (f"{_told(found).lstrip()} So nothing can be said about the watch that is claimed.",)


def _experts_unsettled(evidence: Evidence) -> tuple[str, ...]:
    """Return what keeps experts' decisions from settling anything, whatever else was seen."""
    if evidence.review_missing:
        return ("Experts were asked, and what they decided is not known, so that nothing is concluded.",)
    disputed = experts.disputed(evidence.findings)
    if not disputed:
        return ()
    return (f"Two experts disagree about {words.components(disputed)}, so that nothing is concluded.",)


def _wrong(evidence: Evidence) -> str:
    """Say how much contradicts the claim."""
    if _agreed_on_main(evidence):
        return f"Two experts agree that {the(evidence.needs.main_component)} cannot be genuine."
    return "Several components contradict the claim."


def _agreed_on_main(evidence: Evidence) -> bool:
    """Whether two experts agree that what the examination rests on is not genuine."""
    return evidence.needs.main_component in experts.agreed_against(evidence.findings)


def _claim_contradicted(evidence: Evidence) -> tuple[str, ...]:
    found = _with_consequence(evidence, Consequence.BARS_AUTHENTIC)
    return (f"{_told(found).lstrip()} That contradicts what is claimed.",) if found else ()


def _components_against(evidence: Evidence) -> tuple[str, ...]:
    least = evidence.table.thresholds.against_authentic.value
    strong = [each for each, side in evidence.weighed.contradicts.items() if side >= least]
    if not strong:
        return ()
    told = _with_consequence(evidence, Consequence.BARS_AUTHENTIC)
    untold = [each for each in _contradictions(evidence, strong) if each not in told]
    if told and not untold:
        return ()  # the contradicted claim has been given as the reason
    return (f"Too much speaks against {words.components(strong)} for the claim to be confirmed." + _told(untold),)


def _components_for(evidence: Evidence) -> tuple[str, ...]:
    least = evidence.table.thresholds.against_counterfeit.value
    strong = [each for each, side in evidence.weighed.supports.items() if side >= least]
    if not strong:
        return ()
    return (f"Too much speaks for {words.components(strong)} for {subject(evidence)} to be called a counterfeit.",)


def _nobody_looked(evidence: Evidence) -> tuple[str, ...]:
    if evidence.assurance in evidence.table.assurances:
        return ()
    match evidence.assurance:
        case Assurance.VISION:
            return (f"No expert looked at {subject(evidence)}, and a confirmation needs one.",)
        case Assurance.LOCAL | Assurance.EXPERT:
            nobody = f"neither a vision model nor an expert looked at {subject(evidence)}"
            return (f"Text and measurements were checked, but {nobody}.",)
        case Assurance.NONE:
            return ("No examiner could look at the photos.",)


def _main_component_unsupported(evidence: Evidence) -> tuple[str, ...]:
    main = evidence.needs.main_component
    if evidence.weighed.contribution(main) >= evidence.table.thresholds.main_support.value:
        return ()
    return (f"Too little was seen in favour of {the(main)}, which a confirmation rests on.",)


def _required_unmet(evidence: Evidence) -> tuple[str, ...]:
    """Say which components do not show what a confirmation rests on, and what an examiner said of the first."""
    missing = tuple(dict.fromkeys(each.component for each in evidence.unmet))
    if not missing:
        return ()
    told = [
        each.sentence
        for each in evidence.findings
        if any((each.examiner, each.criterion, each.component) == _key(wanted) for wanted in evidence.unmet)
        and each.bearing is not Bearing.CONTRADICTS
    ]
    why = f" {told[0]}" if told else ""
    return (f"A confirmation rests on {words.components(missing)}, of which too little could be compared.{why}",)


def _key(wanted: Requirement) -> tuple[str, str, Component]:
    return wanted.examiner, wanted.criterion, wanted.component


def _too_little_seen(evidence: Evidence) -> tuple[str, ...]:
    needed, cover = evidence.table.thresholds.coverage.value, evidence.coverage
    if cover.fraction >= needed:
        return ()
    main = cover.unseen[:_NAMED]
    unseen = f" What is missing most: {words.components(main)}." if main else ""
    share, least = words.percent(cover.fraction), words.percent(needed)
    seen = "decided by experts" if experts.count(evidence.findings) else "seen"
    return (f"Only {share} of what this examination asks for was {seen}, and {least} is required.{unseen}",)


def _too_little_contradicted(evidence: Evidence) -> tuple[str, ...]:
    against = [each.component for each in evidence.weighed.contributions if each.log10_lr < 0]
    share = contradicted(evidence.needs, evidence.findings, evidence.table, against)
    if share >= evidence.table.thresholds.contradicted.value or _agreed_on_main(evidence):
        return ()
    return ("What contradicts the claim is confined to few components; a repair or a replaced part could explain it.",)


def _too_little_evidence(short: bool, sentence: str) -> tuple[str, ...]:  # noqa: FBT001 - reads as a condition
    return (sentence,) if short else ()


def _table_cannot(evidence: Evidence, cap: float, needed: float) -> tuple[str, ...]:
    """Say so where no evidence whatever on this profile's components could reach the verdict."""
    if cap * len(evidence.needs.components) >= needed:
        return ()
    names = words.components(evidence.needs.components)
    title = evidence.table.title
    return (f"By the calibration table in use ({title}), {names} alone cannot decide, however clear the photos are.",)


def _sample_cannot(evidence: Evidence, bound: float, needed: float) -> tuple[str, ...]:
    """Say so where the sample behind the table is too small for the verdict, whatever was seen."""
    if bound >= needed:
        return ()
    return (f"The calibration table in use ({evidence.table.title}) rests on too few watches to decide.",)


def _with_consequence(evidence: Evidence, consequence: Consequence) -> list[Finding]:
    """The contradictions with this consequence. One unknown to the table bars a confirmation, to fail closed."""
    found = []
    for finding in _contradictions(evidence, frozenset(Component)):
        row = evidence.table.row(finding.examiner, finding.criterion, finding.component)
        if (Consequence.BARS_AUTHENTIC if row is None else row.consequence_of(finding.strength)) is consequence:
            found.append(finding)
    return found


def _contradictions(evidence: Evidence, components: Container[Component]) -> list[Finding]:
    """Contradictions on ``components``, strongest first; a strength of 0 is no observation."""
    found = [
        each
        for each in evidence.findings
        if each.bearing is Bearing.CONTRADICTS and each.strength > 0 and each.component in components
    ]
    return sorted(found, key=lambda each: (-each.strength, each.examiner, each.criterion, each.sentence))


def _told(found: Sequence[Finding]) -> str:
    sentences = list(dict.fromkeys(each.sentence for each in found))
    more = " The list of findings has more." if len(sentences) > _TOLD else ""
    return "".join(f" {sentence}" for sentence in sentences[:_TOLD]) + more


def _chance(evidence: Evidence) -> str:
    return words.chance(evidence.weighed.posterior)
