"""Reads the operator's list of authorities whose signers of Content Credentials are trusted."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models.vocabulary.errors import Misconfigured

SETTING = "ADRIEL_TRUSTED_SIGNERS"


def read_trust_list(path: Path) -> str:
    """Return the certificates of a PEM file, and nothing else that stands in it.

    Each is parsed here: the library that checks signatures would find every photo unreadable for one that is damaged.

    :raises Misconfigured: where the file is missing, unreadable, or holds no certificates.
    """
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as fault:
        raise Misconfigured(SETTING, "names a file that cannot be read") from fault
    except ValueError as fault:
        raise Misconfigured(SETTING, "must name a PEM file of certificates") from fault
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in certificates)
