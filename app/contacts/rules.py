"""What does not depend on the database: how long lists are kept, and what the columns of a file mean."""

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

Column = Literal["name", "email", "language", "organisation", "sector"]

COLUMNS: Final[tuple[Column, ...]] = ("name", "email", "language", "organisation", "sector")

USUAL_KEEPING: Final = timedelta(days=365)
LONGEST_KEEPING: Final = timedelta(days=2 * 365)
IMPORT_KEPT: Final = timedelta(days=1)
"""How long an upload waits to be confirmed."""
MOST_CONTACTS: Final = 5_000
"""In one list. The platform writes to members and partners, not to everybody."""

_NAMES: Final[dict[Column, tuple[str, ...]]] = {
    "email": ("email", "mail", "courriel"),
    "language": ("langue", "taal", "language", "lang"),
    "organisation": ("organisation", "organisatie", "association", "vereniging", "service", "dienst",
                     "structure", "institution", "asbl", "vzw", "organization"),
    "sector": ("secteur", "sector", "domaine", "domein"),
    "name": ("nom", "naam", "name", "contact", "personne", "persoon"),
}  # fmt: skip
"""Beginnings of words by which a column is recognised, the surest kind of column first."""

_LANGUAGES: Final[dict[str, Literal["fr", "nl"]]] = {
    "f": "fr", "fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "french": "fr", "frans": "fr",
    "n": "nl", "nl": "nl", "nld": "nl", "dut": "nl", "nederlands": "nl", "neerlandais": "nl", "dutch": "nl",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a text in small letters without accents, so that `Prénom` and `prenom` are one."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().strip()


def recognise(header: Sequence[str]) -> dict[Column, int]:
    """Return which column of a file is what, by its heading, as positions from 0; the others are left out.

    Each column is one thing: `E-mail de contact` is an address and not also a name.
    """
    found: dict[Column, int] = {}
    for kind, beginnings in _NAMES.items():
        for position, heading in enumerate(header):
            words = plain(heading).replace("-", "").replace("_", " ").split()
            if position in found.values():
                continue
            if any(word.startswith(beginnings) for word in words):
                found[kind] = position
                break
    return found


def read_language(text: str) -> Literal["fr", "nl"] | None:
    """Return the language that a cell names, in any of the ways that people write it; None for another."""
    return _LANGUAGES.get(plain(text).replace("/", " ").split(" ")[0] if text.strip() else "")


def keeping_ends(today: date) -> date:
    """Return the day until which a list is usually kept."""
    return today + USUAL_KEEPING
