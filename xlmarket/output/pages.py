"""The pages of a PDF as pictures."""

from __future__ import annotations

import io

from xlmarket.errors import EnvironmentFault

DPI = 110.0
_POINTS = 72.0


def page_pictures(pdf: bytes, dpi: float = DPI) -> list[bytes]:
    """Return each page as a PNG. Raises `EnvironmentFault` without the packages of the extra `pictures`."""
    try:
        import PIL  # noqa: F401 - pypdfium2 draws with it
        import pypdfium2
    except ImportError:
        raise EnvironmentFault(
            "pictures of pages need two more packages", remedy="pip install 'xlmarket[outputs]', or write a .pdf"
        ) from None
    pictures = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            out = io.BytesIO()
            page.render(scale=dpi / _POINTS).to_pil().save(out, "png")
            pictures.append(out.getvalue())
    return pictures
