"""What does not depend on the database: the codes of sheets, and how long paper is accepted."""

import re
from datetime import date, timedelta
from typing import Final

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTVWXYZ"
"""23 letters, a prime: a digit mistyped or two neighbours swapped always give another letter."""
_CODE: Final = re.compile(r"0*(\d{1,6})([A-Z])")
LARGEST_NUMBER: Final = 999_999
DEFAULT_DAYS: Final = 14
"""Days after the closing during which sheets are typed in, unless the team says otherwise."""
KEPT_DAYS: Final = 30
"""Days after which what was typed from a sheet that never counted is removed."""


def sheet_code(number: int) -> str:
    """Return the code of a sheet, `0042X`: its number and a letter that betrays a slip of the fingers."""
    return f"{number:04d}{_LETTERS[number % len(_LETTERS)]}"


def read_sheet_code(typed: str) -> int | None:
    """Return the number that a code stands for, or None when it is none. Blanks and hyphens are forgiven."""
    found = _CODE.fullmatch(re.sub(r"[\s-]", "", typed).upper())
    if found is None:
        return None
    number = int(found[1])
    return number if number > 0 and sheet_code(number)[-1] == found[2] else None


def last_day(closes_on: date, accepted_until: date | None) -> date:
    """Return the last day on which sheets of a consultation are typed in."""
    return accepted_until or closes_on + timedelta(days=DEFAULT_DAYS)


def is_accepted(opens_on: date, closes_on: date, accepted_until: date | None, today: date) -> bool:
    """Say whether sheets can be typed in today: from the opening, and for some days after the closing."""
    return opens_on <= today <= last_day(closes_on, accepted_until)
