"""The code on the PDFs: names a document by its content, for comparison with what a verification prints.

It holds no address: an address would ask the reader to trust whoever answers there, and there is nobody yet.
"""

import io

import segno


def content(case: str, examination: int, digest: str) -> str:
    """Return what the code says: case, examination, and the SHA-256 of the signed document's canonical form."""
    return f"urn:adriel:{case}:{examination}?=sha256:{digest}"


def svg(case: str, examination: int, digest: str) -> bytes:
    """Return the code as SVG, without a border, black on nothing."""
    code = segno.make(content(case, examination, digest), error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue()
