"""Of two at once one counts: consents, completions, acceptances."""

import pytest
from django.core import mail

from marketplace.repairs import letters
from marketplace.repairs.models import BookEntry, Repair, ServiceBook
from marketplace.repairs.services import consents, jobs, owning
from tests.marketplace.repairs.conftest import CLAIM, examined, staff
from tests.support.accounts import new, token_in
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def codes(*calls):
    """Return the codes of the problems that calls at the same time met, sorted; the others did what they were to."""
    return sorted(each for each in at_once(*calls) if isinstance(each, str))


def repair_of(smith, customer):
    shop = smith.organisations.get().pk
    return jobs.open_repair(by=smith, shop=shop, email=customer.email, title="Bezel", claim=CLAIM)


def test_a_link_is_spent_once_however_many_use_it():
    repair = repair_of(staff(), new())
    letters.ask(repair.pk)
    token = token_in(mail.outbox[-1])
    met = codes(*[lambda: consents.answer_by_link(token=token, consents=True)] * 4)
    assert met == ["repair:link_invalid"] * 3


def test_a_repair_is_written_once():
    smith, customer = staff(), new()
    repair = repair_of(smith, customer)
    consents.answer(by=customer, repair=repair.pk, consents=True)
    examined({"case": repair.case_id})
    work = {"done_on": "2026-03-01"}
    met = codes(*[lambda: jobs.finish(by=smith, repair=repair.pk, work=work)] * 4)
    assert met == ["repair:state"] * 3
    assert Repair.objects.get().entry.number == 1


def test_two_repairs_of_one_watch_are_numbered_without_a_gap():
    smith, customer = staff(), new()
    repairs = [repair_of(smith, customer) for _ in range(4)]
    for each in repairs:
        consents.answer(by=customer, repair=each.pk, consents=True)
        examined({"case": each.case_id})
    work = {"done_on": "2026-03-01"}
    calls = [lambda each=each: jobs.finish(by=smith, repair=each.pk, work=work) for each in repairs]
    assert codes(*calls) == []
    assert list(BookEntry.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert ServiceBook.objects.get().last_entry == 4


def test_of_two_who_have_the_code_one_takes_the_book_over():
    owner, others = new(), [new() for _ in range(4)]
    book = ServiceBook.objects.create(watch="a" * 64, brand="Aldenmoor", reference="AM-2204", owner=owner)
    _, code = owning.offer(by=owner, book=book.pk)
    met = codes(*[lambda each=each: owning.accept(by=each, code=code) for each in others])
    assert met == ["book:code_invalid"] * 3
