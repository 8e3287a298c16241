"""From the shop's last word to the signed entry, by the worker that signs."""

import pytest

from marketplace.common.stores import blobs
from marketplace.repairs.services import books, consents, jobs
from pipeline import service_book
from tests.marketplace.repairs.conftest import CLAIM, examined, staff
from tests.support.accounts import new
from tests.support.fleet import wait_until
from tests.support.market import market


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_a_shop_writes_is_signed_logged_and_chained_by_the_worker(tmp_path):
    smith, customer = staff(), new()
    with market(tmp_path):
        for number in (1, 2):
            shop = smith.organisations.get().pk
            repair = jobs.open_repair(by=smith, shop=shop, email=customer.email, title="Bezel", claim=CLAIM)
            consents.answer(by=customer, repair=repair.pk, consents=True)
            examined({"case": repair.case_id})
            book = jobs.finish(by=smith, repair=repair.pk, work={"done_on": "2026-03-01"}).book
            wait_until(lambda book=book, number=number: service_book.written(blobs(), book.pk, number), 60.0)
    checks = books.checked(book)
    assert [(each.number, each.fault) for each in checks] == [(1, None), (2, None)]
