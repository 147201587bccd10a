"""A text without what may tell who somebody is: in its place stands a token that says what it was.

Communes, services and institutions stay: they are what people speak of. First names that stand alone stay as
well, marked: Rose, Pierre and Claire are words too, so a person decides.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.kit.first_names import FIRST_NAMES
from app.kit.localized import Lang
from app.kit.masking import Replaced, names_in, parts_of, replaced

TOKENS: Final[Mapping[Replaced, Mapping[Lang, str]]] = {
    "person": {"fr": "PERSONNE", "nl": "PERSOON"},
    "email": {"fr": "COURRIEL", "nl": "E-MAIL"},
    "telephone": {"fr": "TÉLÉPHONE", "nl": "TELEFOON"},
    "iban": {"fr": "COMPTE", "nl": "REKENING"},
    "national": {"fr": "REGISTRE-NATIONAL", "nl": "RIJKSREGISTER"},
    "number": {"fr": "NUMÉRO", "nl": "NUMMER"},
    "address": {"fr": "ADRESSE", "nl": "ADRES"},
    "link": {"fr": "LIEN", "nl": "LINK"},
}
_FINEST: Final[tuple[Replaced, ...]] = (
    "iban", "national", "email", "link", "telephone", "address", "number", "person"
)  # fmt: skip
"""Where stretches overlap, what the whole is called: the first of these."""

_FIRST: Final = parts_of(FIRST_NAMES)


@dataclass(frozen=True)
class Piece:
    """A stretch of a masked text: words as they were, a token, or a name that a person should look at."""

    text: str
    kind: Literal["", "token", "name"] = ""


Pieces = tuple[Piece, ...]


def mask(texts: Sequence[str], lang: Lang) -> list[Pieces]:
    """Mask the texts of one source, such as the open answers of one person in one language.

    The same name, number or address has the same token in all of them: [PERSONNE-1], [PERSONNE-2] …
    """
    found = [_merged(text) for text in texts]
    names = {
        text[start:end]
        for text, spans in zip(texts, found, strict=True)
        for start, end, kind in spans
        if kind == "person"
    }
    if names:
        found = [_merged(text, names) for text in texts]
    numbers: dict[tuple[Replaced, str], int] = {}
    return [_pieces(text, spans, lang, numbers) for text, spans in zip(texts, found, strict=True)]


def said(pieces: Pieces) -> str:
    """Return a masked text as one."""
    return "".join(piece.text for piece in pieces)


def _merged(text: str, names: Collection[str] = ()) -> list[tuple[int, int, Replaced]]:
    """Return what is taken out, from left to right, stretches that overlap made one.

    `names` are those of people named somewhere in the source: they go wherever they stand as words.
    """
    spans = replaced(text)
    if names:
        ways = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        spans += [(*match.span(), "person") for match in re.finditer(rf"\b(?:{ways})(?!\w)", text)]
    merged: list[tuple[int, int, Replaced]] = []
    for start, end, kind in sorted(spans):
        if merged and start < merged[-1][1]:
            first, last, before = merged[-1]
            merged[-1] = (first, max(last, end), min(before, kind, key=_FINEST.index))
        else:
            merged.append((start, end, kind))
    return merged


def _pieces(
    text: str,
    spans: Sequence[tuple[int, int, Replaced]],
    lang: Lang,
    numbers: dict[tuple[Replaced, str], int],
) -> Pieces:
    pieces: list[Piece] = []
    place = 0
    for start, end, kind in spans:
        pieces += _marked(text[place:start])
        key = (kind, re.sub(r"[\W_]+", "", text[start:end]).casefold())
        number = numbers.setdefault(key, 1 + sum(each == kind for each, _text in numbers))
        pieces.append(Piece(f"[{TOKENS[kind][lang]}-{number}]", "token"))
        place = end
    return tuple(pieces + _marked(text[place:]))


def _marked(text: str) -> list[Piece]:
    """Cut a stretch that stays at the first names in it."""
    pieces = []
    place = 0
    for one in names_in(text, _FIRST):
        pieces += [Piece(text[place : one.start]), Piece(text[one.start : one.end], "name")]
        place = one.end
    return [piece for piece in [*pieces, Piece(text[place:])] if piece.text]
