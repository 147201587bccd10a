"""What holds for minutes: pure functions, no database."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, get_args

ItemKind = Literal[
    "point", "verbatim", "proposal", "decision", "existing_practice", "concertation", "obstacle"
]
MinutesStatus = Literal["draft", "in_review", "published"]
TextState = Literal["missing", "draft", "ready"]
Change = Literal["opening", "added", "changed", "moved", "removed", "brought_back", "imported", "restored"]

KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)
LANGUAGES: Final = ("fr", "nl")
LONGEST_TEXT: Final = 5_000
MOST_ITEMS: Final = 300
LONGEST_HEADING: Final = 120

REVISIONS_KEPT: Final = timedelta(days=183)
"""How long an earlier state can be brought back: six months. The newest and the published one stay."""


@dataclass(frozen=True)
class Gap:
    """One thing that keeps minutes from being public; `item` is the place of the item, from 1.

    `empty`: there is no item. `unpublished`: the meeting itself is not public. Of a text in `lang`:
    `introduction`, `facts` and `text` are missing, `unread` was not marked as ready.
    """

    lack: Literal["empty", "unpublished", "introduction", "facts", "text", "unread"]
    lang: str = ""
    item: int = 0


def text_state(texts: Mapping[str, str], ready: Iterable[str], lang: str) -> TextState:
    """Return how far a text has come in one language."""
    if not texts.get(lang, "").strip():
        return "missing"
    return "ready" if lang in ready else "draft"


def gaps(
    introduction: Mapping[str, str],
    facts: Mapping[str, str],
    items: Sequence[tuple[Mapping[str, str], Iterable[str]]],
    *,
    meeting_is_public: bool,
) -> list[Gap]:
    """List what keeps minutes from being public, from the top of the page to its end.

    An item is given by its texts and the languages marked as ready. The facts of the day may be left out, but
    not in one language only.
    """
    found = [] if meeting_is_public else [Gap("unpublished")]
    found += [Gap("introduction", lang) for lang in LANGUAGES if not introduction.get(lang, "").strip()]
    blank = [lang for lang in LANGUAGES if not facts.get(lang, "").strip()]
    if len(blank) < len(LANGUAGES):
        found += [Gap("facts", lang) for lang in blank]
    if not items:
        found.append(Gap("empty"))
    for place, (texts, ready) in enumerate(items, start=1):
        for lang in LANGUAGES:
            state = text_state(texts, ready, lang)
            if state != "ready":
                found.append(Gap("text" if state == "missing" else "unread", lang, place))
    return found


def is_heading(text: str) -> bool:
    """Say whether a point is short enough to head what follows it."""
    return "\n" not in text.strip() and len(text.strip()) <= LONGEST_HEADING


_SMALL_WORDS: Final = {
    "fr": re.compile(
        r"\b(?:le|la|les|un|une|des|du|et|est|sont|avec|pour|pas|que|qui|nous|vous|il|elle|on|dans|sur|aux|au)\b"
    ),
    "nl": re.compile(
        r"\b(?:de|het|een|en|is|zijn|met|voor|niet|dat|die|wij|jullie|hij|zij|ze|men|op|deze|dit|aan|naar|van)\b"
    ),
}


def guess_language(text: str, otherwise: str) -> str:
    """Return the language that a text seems to be in by its smallest words; `otherwise` when it is a draw."""
    found = {lang: len(words.findall(text.casefold())) for lang, words in _SMALL_WORDS.items()}
    if found["fr"] == found["nl"]:
        return otherwise
    return max(found, key=lambda lang: found[lang])
