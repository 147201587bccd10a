"""A workbook that was looked at and not yet published, carried by the form of its page.

Nothing is kept of a file until somebody confirms it, so nothing has to be cleaned up when nobody does. What
comes back is checked as a new file would be.
"""

import base64
import binascii
import json
import zlib
from typing import Any, Final

from app.kit.errors import AteliersError
from app.kit.forms import UnreadableError
from app.questionnaires.errors import WorkbookError
from app.questionnaires.workbook import Workbook

LONGEST: Final = 900_000
"""Characters in a form; a questionnaire of a thousand rows takes about sixty thousand."""
MOST_UNPACKED: Final = 30_000_000


class TooLongError(AteliersError):
    """A workbook that no form can carry."""

    status = 413


def pack(workbook: Workbook) -> str:
    """Return a workbook as text of letters, digits, - and _.

    Raises:
        TooLongError: it is larger than a form may be.
    """
    return pack_json(workbook.to_json())


def unpack(packed: str) -> Workbook:
    """Return the workbook that `pack` made text of.

    Raises:
        UnreadableError: the text is not one of ours, or was changed.
    """
    try:
        return Workbook.from_json(unpack_json(packed))
    except (WorkbookError, RecursionError) as error:
        raise UnreadableError("We could not read this form. Please go back and try again.") from error


def pack_json(value: object) -> str:
    """Return what JSON can keep as text of letters, digits, - and _.

    Raises:
        TooLongError: it is larger than a form may be.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8"), 9)).decode()
    if len(packed) > LONGEST:
        raise TooLongError("This questionnaire is too large for this page: import it from the command line.")
    return packed


def unpack_json(packed: str) -> Any:  # noqa: ANN401 - whatever was packed
    """Return what `pack_json` made text of.

    Raises:
        UnreadableError: the text is not one of ours, or was changed.
    """
    try:
        data = zlib.decompressobj().decompress(
            base64.urlsafe_b64decode(packed.encode("ascii")), MOST_UNPACKED
        )
        return json.loads(data)
    except (UnicodeError, binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise UnreadableError("We could not read this form. Please go back and try again.") from error
