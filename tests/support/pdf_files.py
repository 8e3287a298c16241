"""A PDF that anyone could have drawn, with files attached to it."""

import io

from pypdf import PdfWriter


def pdf_with(*files: tuple[str, bytes], packed: bool = False) -> bytes:
    """Return a bare page of A4 that carries the files, packed where that is asked for."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    for name, data in files:
        added = writer.add_attachment(name, data)
        if packed:
            held = added.pdf_object["/EF"]
            writer._replace_object(held.raw_get("/F"), held["/F"].flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
