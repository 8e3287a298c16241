"""Weighs the findings and gives the verdict. Pure: the same records give the same bits, whoever computes them again.

Not responsible for looking at photos, nor for who is told. ``docs/scoring.md`` explains the arithmetic.
"""

from models import catalogue
from models.profiles import Requirements, requirements
from models.scoring import tables
from models.scoring.advise import advise
from models.scoring.cover import coverage, unmet
from models.scoring.decide import Evidence, decide
from models.scoring.domain import brand_name, domain_of
from models.scoring.explain import NOTHING_EXAMINED, explain
from models.scoring.table import Consequence, Domain, Table
from models.scoring.weigh import weigh
from models.vocabulary.admission import Admission, Admitted, NeedsPhotos
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination, Examined, Unavailable
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Preparation
from models.vocabulary.review import EXPERT
from models.vocabulary.verdict import Assurance, Outcome, Score, Verdict
from models.vocabulary.words import capital
from pipeline.stages.admit import several_dials, shown

_TABLES = sorted({tables.JUDGED, *tables.CURRENT.values()})
VERSION = "/".join(["5", *(f"{name}/{tables.digest(name)[:16]}" for name in _TABLES)])
"""Changes with the code and with the calibration tables' content."""


def score(
    case: CaseFile,
    preparations: tuple[Preparation, ...],
    admission: Admission,
    examinations: tuple[Examination, ...],
) -> Verdict:
    """Return the verdict on a case, weighed with the current table of its domain.

    Whether a photo was rendered is not known here, but what is claimed is: only a claim of a fictional brand counts as
    one of a rendered watch, so that a table fitted on those never certifies a real one.
    """
    match admission:
        case NeedsPhotos():
            return Verdict(
                outcome=Outcome.NEEDS_PHOTOS,
                assurance=Assurance.NONE,
                score=None,
                reasons=(f"{capital(admission.wanted[0].why)}, so nothing was examined.",),
                advice=tuple(wanted.advice for wanted in admission.wanted),
                explanation=NOTHING_EXAMINED,
            )
        case Admitted():
            domain = domain_of(case.claim, catalogue.load())
            table = tables.current(domain, case.profile, by_expert=EXPERT in case.examiners)
            return weigh_case(case, preparations, admission, examinations, table=table, domain=domain)


def weigh_case(
    case: CaseFile,
    preparations: tuple[Preparation, ...],
    admission: Admitted,
    examinations: tuple[Examination, ...],
    *,
    table: Table,
    domain: Domain,
) -> Verdict:
    """Return the verdict on an admitted case, weighed with ``table`` as a watch of ``domain``."""
    evidence = _evidence(case, preparations, examinations, table, domain)
    decision = decide(evidence)
    unavailable = [each for each in (*examinations, *case.left_out) if isinstance(each, Unavailable)]
    return Verdict(
        outcome=decision.outcome,
        assurance=evidence.assurance,
        score=_score(evidence),
        reasons=decision.reasons,
        advice=advise(decision, evidence, admission.gaps, unavailable),
        explanation=explain(case.claim, evidence, decision),
    )


def _evidence(
    case: CaseFile,
    preparations: tuple[Preparation, ...],
    examinations: tuple[Examination, ...],
    table: Table,
    domain: Domain,
) -> Evidence:
    needs = requirements(case.profile, case.claim)
    visible = shown(preparations, needs)
    examined = [each for each in examinations if isinstance(each, Examined)]
    findings = tuple(finding for each in examined for finding in each.findings)
    relevant = tuple(each for each in findings if _concerns(each, needs, table))
    missing = unmet(relevant, visible, table)
    prior = table.prior_of(brand_name(case.claim, catalogue.load()))
    return Evidence(
        findings=relevant,
        needs=needs,
        table=table,
        weighed=weigh(relevant, visible, table, domain, complete=not missing, prior=prior),
        coverage=coverage(needs, relevant, visible, table),
        assurance=_assurance(examined),
        several_dials=several_dials(preparations, needs),
        unmet=missing,
        review_missing=any(isinstance(each, Unavailable) and each.examiner == EXPERT for each in examinations),
    )


def _concerns(finding: Finding, needs: Requirements, table: Table) -> bool:
    """Whether the finding is about what is examined.

    For a part, other components are not (an original part may sit in any watch), unless the claim itself is
    contradicted there.
    """
    if finding.component in needs.components:
        return True
    row = table.row(finding.examiner, finding.criterion, finding.component)
    barring = row is not None and row.consequence_of(finding.strength) is Consequence.BARS_AUTHENTIC
    return barring and finding.bearing is Bearing.CONTRADICTS


def _assurance(examined: list[Examined]) -> Assurance:
    """Who looked and made something out. ``none`` where every examiner was unavailable."""
    looked = {
        each.examiner
        for each in examined
        if any(finding.bearing is not Bearing.UNREADABLE for finding in each.findings)
    }
    if EXPERT in looked:
        return Assurance.EXPERT
    if "vision" in looked:
        return Assurance.VISION
    return Assurance.LOCAL if examined else Assurance.NONE


def _score(evidence: Evidence) -> Score:
    table, weighed = evidence.table, evidence.weighed
    sample = f"; sample of {table.sample_size} watches" if table.sample_size else ""
    return Score(
        posterior=weighed.posterior,
        log10_lr=weighed.log10_lr,
        prior=weighed.prior,
        contributions=weighed.contributions,
        coverage=evidence.coverage,
        table=table.title,
        basis=f"{table.domain.value}: {table.basis}{sample}",
    )
