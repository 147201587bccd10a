"""What in a text may tell who somebody is: addresses, numbers and names that a person should look at again.

It warns and never changes a word: who reads the warning decides.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final, Literal, NamedTuple

Kind = Literal["email", "telephone", "number", "address", "name", "title"]


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
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST_NAME: Final = 3
_PARTICLES: Final = frozenset({"van", "den", "der", "des", "del", "les", "ben", "von", "ter", "ten"})


def suspicions(text: str, known_names: Collection[str] = ()) -> list[Suspicion]:
    """Return what in `text` may tell who somebody is, from left to right and never overlapping.

    `known_names` are names of people who may be meant, such as those registered at a meeting: each of their
    parts is looked for where it is written with a capital, whatever its accents.
    """
    found = [
        Suspicion(*match.span(), kind) for kind, pattern in _PATTERNS for match in pattern.finditer(text)
    ]
    found += _known(text, _parts(known_names))
    kept: list[Suspicion] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


def _known(text: str, parts: Collection[str]) -> Iterable[Suspicion]:
    """Give the words that are part of a known name; words that follow one another are one name."""
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


def _parts(names: Iterable[str]) -> frozenset[str]:
    words = {_plain(word) for name in names for word in _WORD.findall(name)}
    return frozenset(word for word in words if len(word) >= _SHORTEST_NAME and word not in _PARTICLES)


def _plain(word: str) -> str:
    """Return a word as people spell it in a hurry: small letters without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
