"""What in a text may tell who somebody is: addresses, numbers and names that a person should look at again.

`suspicions` warns and never changes a word: who reads the warning decides. `app/kit/masked.py` replaces.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["email", "telephone", "number", "address", "name", "title"]
Replaced = Literal["email", "telephone", "iban", "national", "number", "address", "link", "person"]
"""What is replaced where a text is masked: finer than what is warned of."""


class Suspicion(NamedTuple):
    """A stretch of a text, `text[start:end]`, that may tell who somebody is."""

    start: int
    end: int
    kind: Kind


_CAPITAL: Final = r"[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ]"
_PARTICLE: Final = r"(?:(?:[dD][eu]|[vV]an|[dD]er?|[dD]en|[eE]l|[bB]en) ){0,2}"
_NAME: Final = rf"{_CAPITAL}[\w’'-]*(?: {_PARTICLE}{_CAPITAL}[\w’'-]*){{0,3}}"
_TITLES: Final = (
    r"(?i:\bmonsieur|\bmadame|\bmademoiselle|\bmme|\bmlle|\bdocteur|\bdr\.?|\bdokter|\bmevrouw|\bmevr\.?|\bmw\.?"
    r"|\bmeneer|\bde heer|\bdhr\.?|\bjuffrouw)|\bM\.|\bMr\.?"
)
_STREETS: Final = (
    r"(?i:rue|avenue|av\.|boulevard|bd|bld|place|chaussée|square|quai|clos|impasse"
    r"|allée|drève|venelle|sentier)"
)
_STREET_NAME: Final = (
    rf"(?:(?:de|du|des|la|le|les|aux?) |[dl][’'])*{_CAPITAL}[\w’'-]*"
    rf"(?: (?:(?:de|du|des|la|le|les) |[dl][’']){{0,2}}{_CAPITAL}[\w’'-]*){{0,3}}"
)
_STRATEN: Final = r"(?:straat|laan|plein|steenweg|dreef|kaai|lei|gang|weg|plaats|square)"
_HOUSE: Final = r"\d{1,3}[A-Za-z]?(?!\w)(?:,? (?i:bte|boîte|bus) ?\d{1,3}(?!\d))?"
_PATTERNS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    # An account in Belgium and around it, and the number of the national register.
    ("number", re.compile(r"\b[A-Z]{2}\d{2}(?: ?\d{4}){3,7}(?: ?\d{1,3})?\b")),
    ("number", re.compile(r"\b\d{2}\.?\d{2}\.?\d{2}[ -]?\d{3}[.-]?\d{2}\b")),
    # Nine digits or more after a 0 or a +, as numbers are written and said: 0470 12 34 56, 02/511.08.89.
    ("telephone", re.compile(r"(?<![\w.,])(?:\+|0)\d(?:[ ./()-]{0,2}\d){7,13}(?!\d)")),
    ("number", re.compile(r"(?<![\w.,])\d(?:[ .-]?\d){8,30}(?!\d)")),
    ("address", re.compile(rf"\b{_STREETS} {_STREET_NAME},? ?(?:n° ?)?\d{{1,3}}(?!\d)")),
    ("address", re.compile(rf"(?<![\w/.-])\d{{1,3}},? {_STREETS} {_STREET_NAME}")),
    ("address", re.compile(rf"\b{_CAPITAL}[\w’'-]{{0,40}}{_STRATEN} \d{{1,3}}(?!\d)")),
    ("address", re.compile(rf"\b1[0-2]\d\d {_CAPITAL}\w{{2,}}")),
    ("title", re.compile(rf"(?:{_TITLES}) {_NAME}")),
)  # fmt: skip
_INTRODUCES: Final = (
    r"(?i:\bje m[’']appelle|\bje me nomme|\bmon (?:pré)?nom est|\bmoi,? c[’']est"
    r"|\bik heet|\bmijn (?:voor)?naam is)"
)
_FULL_NAME: Final = rf"{_CAPITAL}[\w’'-]+ {_PARTICLE}{_CAPITAL}[\w’'-]+"
_SMALL_STREET: Final = r"(?i:\b(?:rue|avenue|chaussée|place) (?:de la |du |des |de l[’']|de )[\w’'-]+)"
_REPLACED: Final[tuple[tuple[Replaced, re.Pattern[str]], ...]] = (
    ("link", re.compile(r"(?i:\bhttps?://|\bwww\.)[^\s<>\"«»]{1,500}(?<![.,;:!?)])")),
    ("link", re.compile(r"\b(?:[\w-]{1,63}\.){1,5}(?:be|brussels|com|net|org|eu|fr|nl)/[^\s<>\"«»]{0,500}")),
    ("email", re.compile(r"[\w.+-]{1,64} ?[\[(](?i:at|arobase|@)[\])] ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    # As somebody writes it who is in a hurry, after a word or before one.
    ("telephone", re.compile(r"(?<!\d)(?:\+|0)\d(?:[ ./()-]{0,2}\d){7,13}(?!\d)")),
    ("number", re.compile(r"(?<!\d)\d(?:[ ./-]?\d){8,}")),
    ("address", re.compile(rf"{_SMALL_STREET},? ?(?:n° ?)?{_HOUSE}")),
    ("address", re.compile(rf"\b[\w’'-]{{2,40}}(?:straat|laan|steenweg) {_HOUSE}")),
)  # fmt: skip
_PERSONS: Final = (
    re.compile(rf"(?:{_TITLES}) (?P<name>{_NAME})"),
    re.compile(rf"(?:{_INTRODUCES}) (?P<name>{_NAME})"),
    re.compile(rf"(?i:\bje suis|\bik ben) (?P<name>{_FULL_NAME})"),
)
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2}\d{2}(?:[ .-]?[A-Za-z0-9]){10,30}))")
_IBAN_LENGTHS: Final = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20,
    "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
    "SI": 19, "SK": 24, "TN": 24, "TR": 26,
}  # fmt: skip
"""How long an account number is, by country."""
_NATIONAL: Final = re.compile(r"(?<!\d)\d{2}[ .]?\d{2}[ .]?\d{2}[ .-]{0,2}\d{3}[ .-]?\d{2}(?!\d)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST_NAME: Final = 3
_NATIONAL_DIGITS: Final = 11
_PARTICLES: Final = frozenset({"van", "den", "der", "des", "del", "les", "ben", "von", "ter", "ten"})


def suspicions(text: str, known_names: Collection[str] = ()) -> list[Suspicion]:
    """Return what in `text` may tell who somebody is, from left to right and never overlapping.

    `known_names` are names of people who may be meant, such as those registered at a meeting: each of their
    parts is looked for where it is written with a capital, whatever its accents.
    """
    found = [
        Suspicion(*match.span(), kind) for kind, pattern in _PATTERNS for match in pattern.finditer(text)
    ]
    found += names_in(text, parts_of(known_names))
    kept: list[Suspicion] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


def replaced(text: str) -> list[tuple[int, int, Replaced]]:
    """Return the stretches of a text that a mask takes out, in any order; they may overlap.

    Of somebody called by a title or introducing themselves it is the name alone.
    """
    found: list[tuple[int, int, Replaced]] = [
        (match.start(1), match.start(1) + length, "iban")
        for match in _IBAN.finditer(text)
        for length in _iban_stretch(match[1])
    ]
    found += [
        (*match.span(), "national") for match in _NATIONAL.finditer(text) if is_national_number(match[0])
    ]
    same: dict[Kind, Replaced] = {
        "email": "email", "telephone": "telephone", "number": "number", "address": "address"
    }  # fmt: skip
    found += [
        (*match.span(), same[kind])
        for kind, pattern in _PATTERNS
        if kind in same
        for match in pattern.finditer(text)
    ]
    found += [(*match.span(), kind) for kind, pattern in _REPLACED for match in pattern.finditer(text)]
    found += [(*match.span("name"), "person") for pattern in _PERSONS for match in pattern.finditer(text)]
    return found


def is_iban(number: str) -> bool:
    """Say whether a number, blanks and all, is that of an account: length and check digits (ISO 13616)."""
    compact = re.sub(r"[ .-]", "", number).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", compact) or _IBAN_LENGTHS.get(compact[:2]) != len(compact):
        return False
    return int("".join(str(int(each, 36)) for each in compact[4:] + compact[:4])) % 97 == 1


def is_national_number(number: str) -> bool:
    """Say whether eleven digits, with signs between them or not, are a number of the national register.

    The last two are 97 less the remainder of the others by 97; a 2 goes before them for who was born since
    2000.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) != _NATIONAL_DIGITS:
        return False
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def _iban_stretch(text: str) -> list[int]:
    """Return how many characters of a text that begins like an account number are one, or nothing."""
    wanted = _IBAN_LENGTHS.get(text[:2].upper(), 0)
    places = [place for place, each in enumerate(text, start=1) if each.isalnum()]
    if not wanted or len(places) < wanted:
        return []
    length = places[wanted - 1]
    return [length] if is_iban(text[:length]) else []


def names_in(text: str, parts: Collection[str]) -> Iterator[Suspicion]:
    """Give the words that are one of `parts_of` names; words that follow one another are one name."""
    if not parts:
        return
    start = end = None
    for match in _WORD.finditer(text):
        if not (match[0][0].isupper() and _plain(match[0]) in parts):
            continue
        if end is not None and text[end : match.start()] == " ":
            end = match.end()
            continue
        if start is not None and end is not None:
            yield Suspicion(start, end, "name")
        start, end = match.span()
    if start is not None and end is not None:
        yield Suspicion(start, end, "name")


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """Return the parts of names that are looked for, in small letters and without accents."""
    words = {_plain(word) for name in names for word in _WORD.findall(name)}
    return frozenset(word for word in words if len(word) >= _SHORTEST_NAME and word not in _PARTICLES)


def _plain(word: str) -> str:
    """Return a word as people spell it in a hurry: small letters without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
