"""QR codes."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return a QR code as an SVG image without styles, ready to stand in a page."""
    out = BytesIO()
    segno.make(text, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
    )
    return out.getvalue().decode()
