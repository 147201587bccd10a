"""Which words of a text changed, so that a reader sees them at once."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST: Final = 4_000
"""Tokens of both texts together; longer ones are shown whole, the old text and then the new one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, was taken out or was put in."""

    kind: Literal["same", "out", "in"]
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return the runs that lead from one text to the other.

    Those that stayed or were taken out make up `before`; those that stayed or were put in make up `after`.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > LONGEST:
        return tuple(piece for piece in (Piece("out", before), Piece("in", after)) if piece.text)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Piece("out", "".join(old[a:b])))
        if c < d:
            found.append(Piece("in", "".join(new[c:d])))
    return tuple(found)
