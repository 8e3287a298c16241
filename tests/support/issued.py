"""A case as it lies in the store once its certificate was issued and drawn, signed by a key that counts."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pipeline import issuer, issuing, keys, steps
from pipeline.messages import Message
from pipeline.records import Records
from pipeline.wiring import Workshop, from_environment
from tests.support import sample_case
from tests.support.sample_case import SampleCase
from tests.support.signed import signed_report


def shop_of_an_issuer(folder: Path, **env: str) -> Workshop:
    """Return a workshop whose certificates are signed by a key of its own; its public keys are published."""
    folder.mkdir(exist_ok=True)
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    own = {"ADRIEL_STATE": str(folder / "state"), "ADRIEL_SIGNING_KEY": str(folder / "key.pem")}
    shop = from_environment({"REDIS_URL": "redis://127.0.0.1:1"} | own | env)
    issuer.publish(shop.store, shop.issuer)
    return shop


def lay(shop: Workshop, sample: SampleCase) -> Message:
    """Put a case's photos, derivatives and records into the store."""
    case, store = sample.case, shop.store
    for label, data in sample.originals.items():
        store.create(keys.photo(case.case, hashlib.sha256(data).hexdigest()), data)
        store.create(keys.derivative(case.case, hashlib.sha256(data).hexdigest()), sample.pictures[label])
    store.create(keys.case_file(case.case, case.examination), case.model_dump_json().encode())
    message = Message(case=case.case, examination=case.examination, dispatch="d1")
    records = Records(store, message)
    made = [("preprocess", each.photo.label, each) for each in sample.preparations]
    made += [("analyse", each.examiner, each) for each in sample.examinations]
    made += [("admit", "all", sample.admission), ("score", "all", sample.verdict)]
    for stage, part, value in made:
        records.remember(stage, part, "0" * 16, lambda value=value: value.model_dump(mode="json"))
    return message


def issue(shop: Workshop, case: str = "k3v9q2m7x4p1") -> Message:
    """Have a case's report signed, its certificate issued, and both drawn."""
    sample = sample_case.authentic()
    found = replace(sample, case=sample.case.model_copy(update={"case": case}))
    message = lay(shop, found)
    report = json.dumps(signed_report(found, shop.signer)).encode()
    shop.store.create(keys.document(message.case, message.examination, "report.json"), report)
    issuing.issue(shop, message, report)
    steps.publish(shop, message)
    return message


def document(shop: Workshop, message: Message, name: str) -> bytes:
    return shop.store.get(keys.document(message.case, message.examination, name))
