"""What holds for information pages, requests and support groups: pure functions, no database."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

KINDS: Final = ("presentation", "support")
MODES: Final = ("on_site", "online", "hybrid")
STATUSES: Final = ("pending", "accepted", "declined", "withdrawn")
EDITIONS: Final = ("fr", "nl", "both")
"""The languages that a file of a document can be in; `both` is one file for the readers of each."""

RETENTION: Final = timedelta(days=365)
"""How long names and addresses are kept after a request was closed, or after its last sitting."""
MOST_DAYS: Final = 3
"""How many days somebody can propose."""
MOST_IN_A_DAY: Final = 5
"""Requests with the same address that are taken in a day, so that nobody can flood it with mails."""
FIRST_YEAR, LAST_YEAR = 2000, 2100

_NOT_IN_A_SLUG: Final = re.compile(r"[^a-z0-9]+")
_TELEPHONE: Final = re.compile(r"\+?[0-9 ./()-]+")
_DIGITS_OF_A_TELEPHONE: Final = range(8, 16)


def slug(text: str, longest: int = 48) -> str:
    """Return a text as it can stand in an address or in the name of a file; "page" when nothing is left."""
    apart = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    return _NOT_IN_A_SLUG.sub("-", plain).strip("-")[:longest].strip("-") or "page"


def is_telephone(text: str) -> bool:
    """Say whether a text can be dialled: eight to fifteen digits, with the usual signs between them."""
    digits = sum(character.isdecimal() for character in text)
    return _TELEPHONE.fullmatch(text) is not None and digits in _DIGITS_OF_A_TELEPHONE


def missing_texts(
    texts: Mapping[str, Mapping[str, str]], languages: Sequence[str], optional: Iterable[str] = ()
) -> list[str]:
    """Name what keeps texts from being published, as `title.nl`, in the order of `texts`.

    A text of `optional` may be absent, but not in one language only.
    """
    missing = []
    may_be_absent = set(optional)
    for name, text in texts.items():
        blank = [lang for lang in languages if not text.get(lang, "").strip()]
        if name in may_be_absent and len(blank) == len(languages):
            continue
        missing += [f"{name}.{lang}" for lang in blank]
    return missing


def missing_files(editions: Iterable[str], languages: Sequence[str]) -> list[str]:
    """Return the languages in which a document has no file; none when one file is in both."""
    have = set(editions)
    return [] if "both" in have else [lang for lang in languages if lang not in have]


def edition_for(editions: Iterable[str], lang: str) -> str | None:
    """Return the file of a document that a reader of `lang` gets, or None when there is none for them."""
    have = set(editions)
    return next((edition for edition in (lang, "both") if edition in have), None)


@dataclass(frozen=True)
class RequestFacts:
    """What decides how long the names and addresses of a request are kept."""

    received_on: date
    closed_on: date | None
    """When it was decided or withdrawn; None while it waits."""
    last_sitting: date | None


def keeps_people_until(facts: RequestFacts) -> date:
    """Return the last day on which a request may still name people.

    It is a year after the request was closed, or after its last sitting if that was later. A request that
    nobody ever decided is no exception: it counts from the day on which it came.
    """
    return max(filter(None, (facts.received_on, facts.closed_on, facts.last_sitting))) + RETENTION


def is_carried_over(begun_in: int, year: int) -> bool:
    """Say whether a support that began in one year goes on in another as one of the years before."""
    return begun_in < year
