"""What does not depend on the database: kinds of figures, numbers as people write them, pasted tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeVar, get_args

Dimension = Literal["bassin", "age_band", "language", "profile", "commune"]
Audience = Literal["citizens", "professionals"]

DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)
AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
FIRST_YEAR: Final = 1990
MOST_PEOPLE: Final = 20_000_000
FEWEST_ROWS: Final = 2
"""With one row alone everybody is in it, and there is nothing to compare."""

# Thousands stand apart by a blank, narrow or not, by a point or by an apostrophe.
_NUMBER: Final = re.compile(r"\d{1,9}|\d{1,3}(?:[ .'\u2019\u00a0\u202f]\d{3})+", re.ASCII)
_NO_DIGIT: Final = re.compile(r"\D")
_SEPARATORS: Final = ("\t", ";", ",")


class Dated(Protocol):
    """Something that speaks of a year."""

    @property
    def as_of(self) -> int:
        """The year."""
        ...


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True)
class Pasted:
    """What a pasted table says: numbers as they were typed by code, and the lines that nobody understands."""

    numbers: Mapping[str, str]
    unknown: tuple[tuple[int, str], ...]
    """Number of the line, from 1, and what stands at its beginning."""


def people(text: str) -> int | None:
    """Return a number of people as people write it ("1 234", "1.234", "1234"), or None where it is none."""
    written = text.strip()
    if not _NUMBER.fullmatch(written):
        return None
    n = int(_NO_DIGIT.sub("", written))
    return n if n <= MOST_PEOPLE else None


def read_pasted(text: str, names: Mapping[str, Iterable[str]]) -> Pasted:
    """Read a table of two columns, names or codes and numbers, as it comes out of a spreadsheet or a CSV.

    `names` are the ways to write each code besides the code itself; small and large letters are alike. A
    first line without any digit after the separator is a heading. The last line of a code wins.
    """
    known = {_plain(way): code for code, ways in names.items() for way in ways}
    known |= {_plain(code): code for code in names}
    numbers: dict[str, str] = {}
    unknown: list[tuple[int, str]] = []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, number = _cells(line)
        code = known.get(_plain(name))
        if code is not None:
            numbers[code] = number
        elif place > 1 or any(sign.isdigit() for sign in number):
            unknown.append((place, name))
    return Pasted(numbers, tuple(unknown))


def _cells(line: str) -> tuple[str, str]:
    """Divide a line at its last separator: a name may hold commas, a number of people does not."""
    separator = next((sign for sign in _SEPARATORS if sign in line), "")
    if not separator:
        return line.strip(), ""
    name, _, number = line.rstrip(separator + " ").rpartition(separator)
    return name.strip().strip('"').strip(), number.strip().strip('"').strip()


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


def nearest(sets: Iterable[D], year: int) -> D | None:
    """Return the set whose year is nearest to `year`, the older of two; None where there is no set."""
    return min(sets, key=lambda one: (abs(one.as_of - year), one.as_of), default=None)
