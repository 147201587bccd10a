"""Names for questions and options, proposed from what people read, and free of what would break them."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

LONGEST_NAME: Final = 40
_WORDS: Final = 4
_SMALL_WORDS: Final = frozenset({
    "il", "elle", "on", "nous", "quoi", "ce", "se",
    "ma", "mon", "mes", "mijn",
    "au", "aux", "avec", "dans", "de", "des", "du", "en", "est", "et", "la", "le", "les", "ou", "par", "pour",
    "que", "quel", "quelle", "quels", "quelles", "qui", "sur", "un", "une", "votre", "vos", "vous", "een",
    "het", "uw", "of", "in", "is", "met", "op", "te", "van", "voor", "wat", "welke", "wie",
})  # fmt: skip
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
OPTION_NAME: Final = re.compile(r"[^\s'\"]+")


def proposed(text: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return a free name made of the first words of a text: `Quel âge avez-vous ?` → `age_avez_vous`.

    `otherwise` begins the name where the text has no letter to use, as in Arabic or in an emoji.
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    telling = [word for word in words if len(word) > 1 and word not in _SMALL_WORDS] or words
    name = "_".join(telling[:_WORDS])[:LONGEST_NAME].strip("_")
    if not name or not name[0].isalpha():
        name = f"{otherwise}_{name}".strip("_")
    return free(name, taken)


def free(name: str, taken: Collection[str]) -> str:
    """Return the name, with a number behind it if it is taken."""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def from_label(label: Mapping[str, str], taken: Collection[str], *, otherwise: str) -> str:
    """Return the name proposed for a label: from its French, or from any language that it has."""
    text = label.get("fr", "") or next((text for text in label.values() if text), "")
    return proposed(text, taken, otherwise=otherwise)
