"""A PDF that anyone could have drawn, with files attached to it."""

import io

from pypdf import PdfWriter


def pdf_with(*files: tuple[str, bytes]) -> bytes:
    """Return a bare page of A4 that carries the files."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    for name, data in files:
        writer.add_attachment(name, data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
