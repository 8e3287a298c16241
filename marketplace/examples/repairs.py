"""Repairs that stand where repairs can stand, and a service book with the entries that two of them end in."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from marketplace.authentication.services import submitting
from marketplace.authentication.states import EXAMINED, UNDER_WAY
from marketplace.examples import cases, directory
from marketplace.examples.cases import Example
from marketplace.examples.goods import CERTIFIED, offers
from marketplace.examples.identity import id_of
from marketplace.examples.people import organisation, somebody
from marketplace.repairs.models import Repair
from marketplace.repairs.services import consents, jobs, owning

State = Repair.State
FOLDER = "aldenmoor-tidewatch"


@dataclass(frozen=True)
class Job:
    """A repair. :ivar smith: who opened it. :ivar part: what is examined. :ivar ends: where it comes to stand."""

    name: str
    shop: str
    smith: str
    customer: str
    title: str
    part: str
    ends: State
    text: str = ""
    parts: tuple[str, ...] = ()


JOBS = (
    Job("asked", "Balance & Spring", "dev", "ben", "Polish the bezel", "bezel", State.ASKED),
    Job("consented", "Escapement House", "ines", "ada", "Replace the hands", "hands", State.CONSENTED),
    Job("declined", "Balance & Spring", "dev", "ben", "Refinish the dial", "dial", State.DECLINED),
    Job("cancelled", "Escapement House", "ines", "ben", "Overhaul the movement", "movement", State.CANCELLED),
    Job(
        "dial done",
        "Balance & Spring",
        "dev",
        "ada",
        "Cleaned the dial, regulated",
        "dial",
        State.DONE,
        "Dial cleaned under the microscope. Runs four seconds fast a day in five positions.",
    ),
    Job(
        "crown done",
        "Escapement House",
        "ines",
        "ada",
        "Replaced the crown's gasket",
        "crown",
        State.DONE,
        "Pressure-tested to 20 bar afterwards.",
        ("gasket of the crown",),
    ),
)
"""Those that are done are written into one book, in this order."""


def load() -> None:
    """Open the repairs that are not there yet, and have them answered; the parts are sent to be examined."""
    for job in JOBS:
        if not Repair.objects.filter(pk=id_of(f"repair {job.name}")).exists():
            _open(job)


@transaction.atomic
def _open(job: Job) -> None:
    """Open a repair as a shop does, but without the letter: nobody reads it, and its token would lie in the log."""
    smith, customer = somebody(job.smith), somebody(job.customer)
    example = Example(f"part of {job.name}", job.smith, FOLDER, more={"part": job.part}, view=_view(job))
    case = cases.draft(example, smith)
    repair = Repair.objects.create(
        pk=id_of(f"repair {job.name}"),
        shop=organisation(job.shop),
        opened_by=smith,
        email=customer.email,
        case=case,
        watch=jobs.watch_of(case),
        title=job.title,
    )
    answered = partial(consents.answer, by=customer, repair=repair.pk)
    match job.ends:
        case State.DECLINED:
            answered(consents=False)
        case State.CANCELLED:
            jobs.cancel(by=smith, repair=repair.pk)
        case State.CONSENTED:
            answered(consents=True)
        case State.DONE:
            answered(consents=True)
            submitting.submit(case_id=case.pk, actor=smith, key=f"example {repair.pk}")


def _view(job: Job) -> str:
    """Return the view of a part, of which there is a photo where it is to be examined."""
    return job.part if job.ends is State.DONE else "none"


def finish() -> bool:
    """Finish the repairs whose parts were examined, one after another; return whether none is left to wait for."""
    for job in JOBS:
        repair = Repair.objects.select_related("case").get(pk=id_of(f"repair {job.name}"))
        if job.ends is not State.DONE or repair.state != State.CONSENTED:
            continue
        if repair.case.standing in UNDER_WAY:
            return False
        if repair.case.standing in EXAMINED:
            _finish(job, repair)
    return True


@transaction.atomic
def _finish(job: Job, repair: Repair) -> None:
    """Write a repair into the book of its watch, which the owner shows on the listing and lets somebody read."""
    work = {"done_on": timezone.localdate().isoformat(), "text": job.text, "parts": list(job.parts)}
    entry = jobs.finish(by=somebody(job.smith), repair=repair.pk, work=work)
    directory.review(repair.pk, entry.number - 1)
    if entry.number == 1:
        owner, listing = somebody(job.customer), id_of(offers()[CERTIFIED].name)
        owning.show(by=owner, book=entry.book_id, listing=listing, readable=True)
        owning.let_read(by=owner, book=entry.book_id, email=somebody("ben").email, expires_at=None)
