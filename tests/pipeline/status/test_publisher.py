"""An issuer whose address changes: what it signed before is still found where it says, and still holds."""

import json
from pathlib import Path

from pipeline import public
from pipeline.certificate.shapes import credential_id
from pipeline.status import lists
from pipeline.status.decisions import Action
from pipeline.status.lists import Purpose
from pipeline.wiring import Workshop
from tests.support.issued import document, issue, shop_of_an_issuer

OLD, NEW = "https://adriel.example", "http://127.0.0.1:8123"


def moved(shop: Workshop) -> Workshop:
    """Return the same issuer at its new address."""
    settings = shop.settings.model_copy(update={"public": NEW})
    return Workshop(settings=settings, stages=shop.stages, environment=shop.environment)


def standing(shop: Workshop, case: str) -> str:
    file = public.find(shop.store, f"certificates/{credential_id(case, 1)}")
    assert file is not None
    return str(json.loads(file.data)["standing"])


def named(shop: Workshop, message) -> str:
    entry = json.loads(document(shop, message, "certificate.json"))["credentialStatus"][0]
    return str(entry["statusListCredential"])


def test_a_list_keeps_its_address_and_a_new_address_gets_new_lists(tmp_path: Path) -> None:
    before = shop_of_an_issuer(tmp_path)
    after = moved(before)
    cases = ("first0000000", "second000000", "third0000000")
    shops = (before, after, before)
    found = [named(shop, issue(shop, case)) for shop, case in zip(shops, cases, strict=True)]
    assert [each.rpartition("/status/")[0] for each in found] == [OLD, NEW, OLD]
    assert found[0] == found[2], "who comes back goes on with the list that was there"

    now = after.clock.now()
    after.decisions.decide(credential_id(cases[0], 1), Action.REVOKE, reason="tried here", by="expert 1", now=now)
    after.publisher.renew(now=now)
    assert [standing(after, case) for case in cases] == ["revoked", "stands", "stands"]
    assert lists.address(before.publisher.base(0), 0, Purpose.REVOCATION) == f"{OLD}/status/0/revocation"


def test_the_log_of_one_machine_keeps_its_name(tmp_path: Path) -> None:
    before = shop_of_an_issuer(tmp_path)
    after = moved(before)
    assert before.issuer.origin == after.issuer.origin
