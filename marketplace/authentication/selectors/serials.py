"""Serial numbers that stand in several cases: what whoever holds a certificate's id is told of it, and no more."""

from django.db.models import Exists, OuterRef

from marketplace.authentication.models import Case, Examination
from pipeline.lifecycle import names


def is_claimed_elsewhere(certificate: str) -> bool | None:
    """Return whether another owner's case that was examined claims the serial number of a certificate's watch.

    Drafts do not count: a guessed number costs whoever guesses a case that is examined, of which an account has few.

    :returns: None where it is not known: no number was claimed, or it was erased with the case.
    """
    name = names.read(certificate)
    examined = Examination.objects.filter(case=OuterRef("pk")).exclude(outcome="")
    others = Case.objects.filter(Exists(examined), serial_hash=OuterRef("serial_hash")).exclude(owner=OuterRef("owner"))
    of_watch = Case.objects.filter(pk=name.case, examinations__number=name.examination).exclude(serial_hash="")
    return of_watch.annotate(elsewhere=Exists(others)).values_list("elsewhere", flat=True).first()
