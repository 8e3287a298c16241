"""The cases that wait for experts, and what an expert sees of one."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from marketplace.authentication.models import Case, Examination, Review
from marketplace.authentication.states import State
from marketplace.users.models import User
from models.vocabulary.verdict import Outcome


def waiting_for(expert: User) -> QuerySet[Case]:
    """Return the cases in review that an expert may take: none of their own, and none of an organisation of theirs.

    Each with its reviews that stand, who holds them, and whether the machine ever called it counterfeit.
    """
    if not expert.is_expert:
        return Case.objects.none()
    own = Q(owner=expert) | Q(organisation__in=expert.memberships.values("organisation"))
    waiting = Case.objects.filter(state=State.IN_REVIEW).exclude(own)
    standing = Review.objects.filter(released_at=None).select_related("expert").order_by("taken_at", "pk")
    return waiting.annotate(called_counterfeit=Exists(_counterfeit(OuterRef("pk")))).prefetch_related(
        Prefetch("reviews", queryset=standing, to_attr="standing_now"), "appeals"
    )


def standing_reviews(case: Case) -> QuerySet[Review]:
    """Return the reviews of a case's last examination that were not given back, oldest first."""
    found = Review.objects.filter(case=case, examination=case.examination, released_at=None)
    return found.select_related("expert").order_by("decided_at", "taken_at", "pk")


def wanted(case: Case) -> int:
    """Return how many experts must decide: two where any examination of the case called it counterfeit."""
    return 2 if _counterfeit(case.pk).exists() else 1


def is_partial(case: Case, expert: User) -> bool:
    """Return whether an expert has a part in a case: it is theirs, or an organisation's of theirs."""
    if case.owner_id == expert.pk:
        return True
    return case.organisation_id is not None and expert.memberships.filter(organisation=case.organisation_id).exists()


def _counterfeit(case: str | OuterRef) -> QuerySet[Examination]:
    return Examination.objects.filter(case=case, outcome=Outcome.COUNTERFEIT)
