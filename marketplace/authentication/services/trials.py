"""Trials: cases of test keys. They go the whole way, cost nothing, and earn nothing that others could take for real."""

from marketplace.authentication.models import Case
from marketplace.connections.selectors.robots import is_trial
from models.profiles import EXAMINERS

ASKED = "integrity"
"""The one examiner that a trial is shown to: it looks at the photos, and never at whether a watch is genuine."""


def left_out(case: Case) -> dict[str, str]:
    """Return who is not asked, and why: in a trial everybody who could make a watch out to be genuine.

    What nobody looked at is not covered, so that the outcome is ``inconclusive`` and there is no certificate.
    """
    return {name: "trial" for name in EXAMINERS if name != ASKED} if is_one(case) else {}


def is_one(case: Case) -> bool:
    """Return whether a case is a trial. Its photos are not added to those seen before."""
    return is_trial(case.owner_id)
