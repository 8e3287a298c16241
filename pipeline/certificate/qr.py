"""The codes on the PDFs. A report's names it by its content; a certificate's leads to its public page.

The page behind an address is the word of whoever answers there. So the address carries the certificate's short code
behind ``#``, which browsers keep to themselves: page and paper can be compared, and the attached file decides.
"""

import io

import segno


def content(case: str, examination: int, digest: str) -> str:
    """Return what the code says: case, examination, and the SHA-256 of the signed document's canonical form."""
    return f"urn:adriel:{case}:{examination}?=sha256:{digest}"


def page(base: str, certificate: str, code: str) -> str:
    """Return the address of a certificate's public page.

    :param base: address under which its issuer publishes. :param certificate: its id.
    :param code: the short code of its digest.
    """
    return f"{base}/certificates/{certificate}#{code}"


def svg(text: str) -> bytes:
    """Return a code that says ``text`` as SVG, without a border, black on nothing."""
    code = segno.make(text, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue()
