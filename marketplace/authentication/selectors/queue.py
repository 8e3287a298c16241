"""The cases that wait for experts, and what an expert sees of one."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from marketplace.authentication.models import Appeal, Case, Examination, Review
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
    standing = Review.objects.filter(released_at=None, examination=F("case__examination"))
    reviews = Prefetch("reviews", standing.select_related("expert").order_by("taken_at", "pk"), "standing_now")
    appeals = Prefetch("appeals", Appeal.objects.filter(examination=F("case__examination")), "appeals_now")
    return waiting.annotate(called_counterfeit=Exists(_counterfeit(OuterRef("pk")))).prefetch_related(reviews, appeals)


def held_by(expert: User, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those of some cases that an expert holds."""
    held = Review.objects.filter(expert=expert, released_at=None, examination=F("case__examination"))
    return cases.filter(pk__in=held.values("case"))


def known_to(expert: User) -> QuerySet[Case]:
    """Return the cases that an expert may know of: those of the queue, their own, and what they decided."""
    had = Review.objects.filter(expert=expert, released_at=None).values("case")
    return Case.objects.filter(Q(state=State.IN_REVIEW) | Q(owner=expert) | Q(pk__in=had))


def standing_reviews(case: Case) -> QuerySet[Review]:
    """Return the reviews of a case's last examination that were not given back, oldest first."""
    found = Review.objects.filter(case=case, examination=case.examination, released_at=None)
    return found.select_related("expert").order_by("decided_at", "taken_at", "pk")


def wanted(case: Case) -> int:
    """Return how many experts must decide: two where any examination of the case called it counterfeit."""
    return 2 if _counterfeit(case.pk).exists() else 1


def same_serial(case: Case) -> int:
    """Return in how many cases of other owners the same serial number was claimed."""
    if not case.serial_hash:
        return 0
    return Case.objects.filter(serial_hash=case.serial_hash).exclude(owner=case.owner_id).count()


def is_partial(case: Case, expert: User) -> bool:
    """Return whether an expert has a part in a case: it is theirs, or an organisation's of theirs."""
    if case.owner_id == expert.pk:
        return True
    return case.organisation_id is not None and expert.memberships.filter(organisation=case.organisation_id).exists()


def _counterfeit(case: str | OuterRef) -> QuerySet[Examination]:
    return Examination.objects.filter(case=case, outcome=Outcome.COUNTERFEIT)
