"""Names of variables that SPSS and Stata accept, as stable as the columns they stand for."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from app.consultations.export.columns import Column

SPSS_LONGEST: Final = 64
STATA_LONGEST: Final = 28
"""Stata takes 32; the writer adds the number of the column to name the variable's labels."""
_MARK: Final = 6
"""Hexadecimal digits that tell a shortened name from others."""
_RESERVED: Final = re.compile(
    "all|and|by|eq|ge|gt|le|lt|ne|not|or|to|with"  # SPSS
    "|if|in|using|byte|int|long|float|double|str[0-9]*|strl",  # Stata
    re.IGNORECASE,
)


def variable_names(columns: Sequence[Column], longest: int) -> list[str]:
    """Return a name per column: letters, digits and underscores, at most `longest`, all different.

    A name that is too long, or that another column had before, ends in a mark made from the column's own
    name, so that a new version of the questionnaire does not change the names of what was there.
    """
    names: dict[int, str] = {}
    taken: set[str] = set()
    # The columns of older versions choose first.
    for place in sorted(range(len(columns)), key=lambda place: (min(columns[place].versions), place)):
        full = columns[place].name
        name = re.sub(r"[^A-Za-z0-9_]+", "_", full).strip("_")
        if not name[:1].isalpha() or _RESERVED.fullmatch(name):
            name = f"v_{name}"
        # SPSS does not tell capitals from small letters.
        if len(name) > longest or name.lower() in taken:
            mark = sha256(full.encode()).hexdigest()[:_MARK]
            name = f"{name[: longest - _MARK - 1]}_{mark}"
        taken.add(name.lower())
        names[place] = name
    return [names[place] for place in range(len(columns))]
