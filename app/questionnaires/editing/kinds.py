"""The types that the screen offers, and what can be set for each."""

from collections.abc import Mapping
from typing import Final

from app.questionnaires.model import SELECT_TYPES

KINDS: Final = (
    "select_one", "select_multiple", "text", "integer", "decimal", "range", "rank", "date", "time",
    "dateTime", "acknowledge", "image", "file", "note", "calculate",
)  # fmt: skip
"""Types of questions that can be chosen, in the order in which they are offered."""
GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "page": ("begin_group", "field-list"),
    "section": ("begin_group", ""),
    "repeat": ("begin_repeat", "field-list"),
}
"""What a group is for people, with its type and its appearance: a page, a part, or a repeat."""

APPEARANCES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("", "multiline", "email", "url", "numbers"),
    "select_one": ("", "minimal", "horizontal", "likert"),
    "select_multiple": ("", "horizontal"),
    "begin_group": ("", "field-list", "table-list"),
    "begin_repeat": ("", "field-list"),
}
"""By type: the appearances that change something here; '' is the ordinary one."""

SHUFFLED: Final = SELECT_TYPES
REQUIRABLE: Final = frozenset(KINDS) - {"note", "calculate"}
MESSAGES: Final = ("required_message", "constraint_message")
TEXTS: Final = ("label", "hint", "guidance_hint", *MESSAGES)


def texts_of(kind: str) -> tuple[str, ...]:
    """Return the texts that a question of a type has."""
    if kind == "calculate":
        return ("label",)
    if kind in {"note", "begin_group", "begin_repeat"}:
        return ("label", "hint") if kind == "note" else ("label",)
    return TEXTS


def appearance_of(kind: str, cell: str) -> str:
    """Return which of the offered appearances a cell asks for, '' for the ordinary one."""
    words = cell.split()
    return next((one for one in APPEARANCES.get(kind, ()) if one and one in words), "")


def with_appearance(kind: str, cell: str, wanted: str) -> str:
    """Return the cell with another of the offered appearances; words that are not offered stay."""
    offered = APPEARANCES.get(kind, ())
    return " ".join([word for word in cell.split() if word not in offered] + [wanted] * bool(wanted))
