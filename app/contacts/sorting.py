"""Sort the rows of an upload before anything is written: who is new, who is there, what is wrong where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from app.contacts.rules import Column, read_language
from app.contacts.tables import Row
from app.kit.forms import MAX_EMAIL, is_email
from app.kit.localized import Lang

Fault = Literal["address", "language", "nobody", "formula", "long", "twice", "there"]

FAULTS: Final[tuple[Fault, ...]] = ("address", "language", "nobody", "formula", "long", "twice", "there")
LONGEST: Final[dict[Column, int]] = {"name": 160, "organisation": 160, "sector": 120, "email": MAX_EMAIL}
_FORMULA: Final = ("=", "+", "@", "-")


@dataclass(frozen=True)
class Person:
    """Somebody to add, and the row of the file where they stand."""

    row: int
    name: str
    email: str
    language: Lang
    organisation: str
    sector: str

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two rows the same person: their address, or their names where there is none."""
        return (self.email,) if self.email else ("", self.name.casefold(), self.organisation.casefold())


@dataclass(frozen=True)
class Left:
    """A row that is left out, why, and the words that are to be looked at."""

    row: int
    fault: Fault
    text: str


@dataclass
class Sorted:
    """Every row of an upload, once: added or left out."""

    new: list[Person] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def of(self, fault: Fault) -> list[Left]:
        """Return the rows left out for one reason, in the order of the file."""
        return [one for one in self.left if one.fault == fault]


def sort_rows(
    rows: Collection[Row],
    columns: Mapping[Column, int],
    there: Collection[tuple[str, ...]],
    *,
    usual_language: Lang | None,
) -> Sorted:
    """Sort the rows. `columns` says where each thing stands, `there` who is in the list already, by key.

    `usual_language` is that of a row that says none; None leaves such a row out.
    """
    found = Sorted()
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        texts = {kind: cells[position] for kind, position in columns.items() if position < len(cells)}
        person = _read(number, texts, usual_language)
        if isinstance(person, Left):
            found.left.append(person)
        elif person.key in there:
            found.left.append(Left(number, "there", person.email or person.name or person.organisation))
        elif person.key in seen:
            found.left.append(Left(number, "twice", person.email or person.name or person.organisation))
        else:
            seen[person.key] = number
            found.new.append(person)
    return found


def _read(number: int, texts: Mapping[Column, str], usual_language: Lang | None) -> Person | Left:
    email = texts.get("email", "").removeprefix("mailto:").lower()
    said = texts.get("language", "")
    language = read_language(said) if said else usual_language
    name, organisation = texts.get("name", ""), texts.get("organisation", "")
    for kind, text in texts.items():
        if text.startswith(_FORMULA) and len(text) > 1:
            return Left(number, "formula", text)
        if len(text) > LONGEST.get(kind, MAX_EMAIL):
            return Left(number, "long", f"{text[:40]}…")
    if not (email or name or organisation):
        return Left(number, "nobody", " ".join(texts.values()).strip())
    if email and not is_email(email):
        return Left(number, "address", email)
    if language is None:
        return Left(number, "language", said)
    return Person(number, name, email, language, organisation, texts.get("sector", ""))
