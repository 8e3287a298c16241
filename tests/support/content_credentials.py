"""Authorities that are made up for a test, and photos that their signers sign as a camera does."""

import io
import json
from datetime import UTC, datetime, timedelta

from c2pa import Builder, C2paSignerInfo, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TAKEN = {
    "action": "c2pa.created",
    "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
}
MANIFEST = {
    "claim_generator_info": [{"name": "a camera", "version": "1"}],
    "assertions": [{"label": "c2pa.actions", "data": {"actions": [TAKEN]}}],
}


class Authority:
    """Vouches for signers with a certificate of its own.

    :ivar pem: that certificate.
    """

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        certificate = self._certificate(self._name, self._key.public_key(), is_authority=True)
        self.pem = certificate.public_bytes(Encoding.PEM).decode()

    def vouch(self, name: str) -> tuple[str, str]:
        """Return a signer's chain of certificates and its private key, both PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(_named(name), key.public_key(), is_authority=False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return certificate.public_bytes(Encoding.PEM).decode() + self.pem, private

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, is_authority: bool
    ) -> x509.Certificate:
        """What C2PA 2.2 section 14.5.1 asks of a certificate."""
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(_usage(is_authority=is_authority), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if not is_authority:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        return made.sign(self._key, hashes.SHA256())


def signed_by(authority: Authority, jpeg: bytes) -> bytes:
    """Return the photo with Content Credentials that say a camera took it."""
    chain, key = authority.vouch("A camera")
    signer = Signer.from_info(C2paSignerInfo(b"es256", chain.encode(), key.encode(), None))
    out = io.BytesIO()
    with Builder(json.dumps(MANIFEST)) as builder:
        builder.sign(signer, "image/jpeg", io.BytesIO(jpeg), out)
    return out.getvalue()


def _named(name: str) -> x509.Name:
    said = ((NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, name), (NameOID.COUNTRY_NAME, "CH"))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in said])


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
