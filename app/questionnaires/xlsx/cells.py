"""What a cell of a spreadsheet is as text, and text as a spreadsheet keeps it."""

import math
import re
from datetime import date, datetime, time
from typing import Final

# What XML cannot hold is written as `_x000D_`, and so is the underscore of a text that only looks like it. A
# carriage return is among them because XML turns a bare one into a newline.
_UNWRITABLE: Final = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_TO_ESCAPE: Final = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}(?:_|[{_UNWRITABLE}]))|[{_UNWRITABLE}]")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ONLY_BLANKS: Final = re.compile(r"[ \t\n]+")


def escape(text: str) -> str:
    """Return the text as the parts of an .xlsx file hold it (ECMA-376, ST_Xstring).

    A text of blanks alone has its first one escaped, since spreadsheets drop such a text otherwise.
    """
    if _ONLY_BLANKS.fullmatch(text):
        return _code(text[0]) + text[1:]
    return _TO_ESCAPE.sub(lambda found: _code(found[0]), text)


def unescape(text: str) -> str:
    """Return the text that `escape`, Excel or LibreOffice wrote.

    Raises:
        ValueError: half a character (a lone surrogate) is in it.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def number_as_text(value: float) -> str:
    """Return a number or boolean as XLSForm tools read it: 3.0 is `3`, true is `TRUE`.

    Raises:
        ValueError: the number is infinite.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError("the number is infinite")
    return str(int(value)) if value.is_integer() else repr(value)


def moment_as_text(value: date | datetime | time) -> str:
    """Return a date as `2023-01-31`, a time as `14:30:00`, both as `2023-01-31T14:30:00`.

    XLSForm asks for these. A date at midnight is a date, for a spreadsheet does not tell them apart.
    """
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()


def utf16_length(text: str) -> int:
    """Return how long a text is as spreadsheets count: a character beyond U+FFFF counts twice."""
    return len(text.encode("utf-16-le")) // 2


def _code(character: str) -> str:
    return f"_x{ord(character):04X}_"
