"""Pictures that people send: read, turned upright, and written anew without anything that is not the picture.

Where it was taken, when, and with which telephone stand beside the picture in its file; none of it survives.
"""

import warnings
from io import BytesIO
from typing import Final

MOST_PIXELS: Final = 50_000_000
"""Width times height. A picture that claims more is not opened: a small file can claim any size."""
LONGEST_SIDE: Final = 2_400
"""Pixels of the longer side of a picture that is kept."""
_FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class NotAPictureError(Exception):
    """The file is damaged, or claims a size that no camera makes."""


def rewritten(data: bytes, media_type: str, longest_side: int = LONGEST_SIDE) -> bytes:
    """Return a JPEG, PNG or WebP picture of at most `longest_side` pixels, without metadata.

    Raises:
        NotAPictureError: it cannot be read, or it is too large to be opened.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, and seldom needed

    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; those that are too large are refused below, by their size.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=[_FORMATS[media_type]]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotAPictureError
                # Smaller first: a photograph is then never held whole, let alone twice.
                opened.thumbnail((longest_side, longest_side))
                picture = ImageOps.exif_transpose(opened)
                sees_through = picture.has_transparency_data and media_type != "image/jpeg"
                mode = "RGBA" if sees_through else "RGB"
                plain = Image.new(mode, picture.size)
                plain.paste(picture.convert(mode))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPictureError from error
    out = BytesIO()
    plain.save(out, _FORMATS[media_type], quality=88)
    return out.getvalue()
