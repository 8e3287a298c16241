"""The operator's list of trusted signers is read, or refused with the setting's name."""

import pytest

from models.vocabulary.errors import Misconfigured
from pipeline.adapters.trust_list import read_trust_list
from pipeline.wiring import from_environment
from tests.support.content_credentials import Authority


def test_the_certificates_of_a_list_are_kept_without_the_words_between_them(tmp_path):
    one, other = Authority("One").pem, Authority("Another").pem
    path = tmp_path / "signers.pem"
    path.write_text(f"the first\n{one}\nthe second\n{other}")
    assert read_trust_list(path) == one + other


@pytest.mark.parametrize(
    "content", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_holds_no_certificate_is_refused(tmp_path, content):
    path = tmp_path / "signers.pem"
    path.write_bytes(content)
    with pytest.raises(Misconfigured, match="ADRIEL_TRUSTED_SIGNERS"):
        read_trust_list(path)


def test_a_list_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Misconfigured, match="ADRIEL_TRUSTED_SIGNERS"):
        read_trust_list(tmp_path / "signers.pem")


def test_examiners_know_the_list_that_the_environment_names(tmp_path):
    path = tmp_path / "signers.pem"
    path.write_text(Authority("One").pem)
    without = {"ADRIEL_STATE": str(tmp_path), "REDIS_URL": "redis://localhost"}
    named = {**without, "ADRIEL_TRUSTED_SIGNERS": str(path)}
    assert from_environment(named).knowledge.signers == path.read_text()
    assert from_environment(without).knowledge.signers is None
