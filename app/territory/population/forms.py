"""What the form of population figures posts, read row by row."""

from collections.abc import Mapping
from typing import Any, Final, cast

from app.kit import clock
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, Localized
from app.territory.population.queries import PopulationView
from app.territory.population.rules import (
    AUDIENCES,
    FEWEST_ROWS,
    FIRST_YEAR,
    MOST_PEOPLE,
    Audience,
    people,
    read_pasted,
)
from app.territory.population.write import PopulationForm

PLAIN: Final = ("audience", "as_of", "pasted", "version")
FLAGS: Final = ("compared", "invented")
TEXTS: Final = ("title", "source")
_ROW: Final = "count."
_UNLIKELY: Final = -1
"""The version of a form that does not say from which it was filled: no row has it."""


def row_field(code: str) -> str:
    """Return the name of the field that holds the number of people of a code."""
    return f"{_ROW}{code}"


def take_pasted(posted: Posted, names: Mapping[str, Localized]) -> Posted:
    """Return the form with what was pasted put into its rows, for its author to look at before saving.

    Raises:
        InvalidError: nothing was pasted, or lines begin with names that are not among the rows.
    """
    reader = FieldReader(posted)
    found = read_pasted(posted.text("pasted"), {code: text.values() for code, text in names.items()})
    if not found.numbers and not found.unknown:
        reader.problem("pasted", "Paste two columns here: a name and a number on each line.")
    for line, name in found.unknown:
        reader.problem(
            "pasted", "Line %(line)s: “%(said)s” is not among the rows below.", line=line, said=name[:60]
        )
    reader.check()
    rows = {row_field(code): [number] for code, number in found.numbers.items()}
    return Posted(posted.as_dict() | rows | {"pasted": [""]})


def read_population(posted: Posted, codes: Mapping[str, Localized]) -> PopulationForm:
    """Read the form of a set of figures; rows left blank are not in it.

    Raises:
        InvalidError: with every problem found, those of rows at their rows.
    """
    reader = FieldReader(posted)
    audience = reader.choice("audience", list(AUDIENCES), required="Say whom these figures count.")
    title = reader.bilingual("title", longest=160, required="Give the title in both languages.")
    source = reader.bilingual("source", longest=500, required="Say where the figures come from.")
    as_of = reader.integer(
        "as_of", low=FIRST_YEAR, high=clock.today().year, required="Give the year that the figures speak of."
    )
    counts = _counts(reader, codes)
    reader.check()
    return PopulationForm(
        audience=cast("Audience", audience),
        title=title,
        source=source,
        as_of=as_of or FIRST_YEAR,
        counts=counts,
        compared=posted.flag("compared"),
        invented=posted.flag("invented"),
    )


def _counts(reader: FieldReader, codes: Mapping[str, Localized]) -> dict[str, Any]:
    counts = {}
    faulty = False
    for code in codes:
        written = reader.posted.text(row_field(code))
        if not written:
            continue
        n = people(written)
        if n is None:
            faulty = True
            reader.problem(
                row_field(code),
                "Give a whole number of people, %(most)s at most, not a share.",
                most=MOST_PEOPLE,
            )
        else:
            counts[code] = n
    if not faulty and (len(counts) < FEWEST_ROWS or not any(counts.values())):
        first = next(iter(codes), "")
        reader.problem(row_field(first), "Fill in at least two rows, with people in one of them.")
    return counts


def read_seen(posted: Posted) -> int:
    """Read which version of the row the form was filled from; what is no number is no version."""
    value = posted.text("version")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= len("999999999") else _UNLIKELY


def as_posted(found: PopulationView) -> Posted:
    """Return what the form of a set holds before anybody types."""
    fields: dict[str, str] = {
        "audience": found.audience,
        "as_of": str(found.as_of),
        "version": str(found.version),
    }
    fields |= {name: "yes" for name in FLAGS if getattr(found, name)}
    for name in TEXTS:
        text: Localized = getattr(found, name)
        fields |= {f"{name}.{lang}": text[lang] for lang in LANGUAGES}
    fields |= {row_field(code): str(n) for code, n in found.counts.items()}
    return Posted({name: [value] for name, value in fields.items()})
