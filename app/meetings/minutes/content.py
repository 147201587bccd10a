"""What minutes say, as a whole: read from the tables, kept in a revision, and shown by pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.kit.localized import LANGUAGES, Lang, Localized, other_language
from app.meetings.minutes.models import Minutes, MinutesItem
from app.meetings.minutes.rules import ItemKind, TextState, text_state


def _blank() -> Localized:
    return dict.fromkeys(LANGUAGES, "")


@dataclass(frozen=True)
class ItemWords:
    """What somebody wrote about one thing. Without a language, a text is ''."""

    kind: ItemKind
    language: Lang
    """The language of the original; the text in the other one is a summary."""
    texts: Localized
    ready: tuple[str, ...] = ()
    """The languages marked as ready, in the platform's order."""
    action: str = ""
    """The action it speaks of, as programme/action, or ''."""

    @property
    def other(self) -> Lang:
        """The language of the summary."""
        return other_language(self.language)

    def state(self, lang: str) -> TextState:
        """Return how far the text in `lang` has come."""
        return text_state(self.texts, self.ready, lang)


@dataclass(frozen=True)
class Item:
    """One item where it stands. `revision` is the one in which it last changed."""

    id: UUID
    words: ItemWords
    revision: int


@dataclass(frozen=True)
class Content:
    """The whole of the minutes at one moment."""

    introduction: Localized = field(default_factory=_blank)
    facts: Localized = field(default_factory=_blank)
    items: tuple[Item, ...] = ()

    def ready(self, lang: str) -> int:
        """Return how many items are ready in `lang`."""
        return sum(item.words.state(lang) == "ready" for item in self.items)


def content_of(minutes: Minutes, rows: Iterable[MinutesItem]) -> Content:
    """Return what the tables say; `rows` come in their order."""
    return Content(minutes.introduction, minutes.facts, tuple(item_of(row) for row in rows))


def item_of(row: MinutesItem) -> Item:
    """Return an item as its row says it."""
    words = ItemWords(
        kind=row.kind,
        language=row.language,
        texts=row.texts,
        ready=tuple(row.ready),
        action=f"{row.programme_code}/{row.action_code}" if row.action_code else "",
    )
    return Item(row.id, words, row.revision)


def write_row(row: MinutesItem, words: ItemWords, revision: int) -> None:
    """Write the words of an item to its row, as changed in `revision`."""
    row.kind = words.kind
    row.language = words.language
    row.texts = dict(words.texts)
    row.ready = list(words.ready)
    programme_code, _, action_code = words.action.partition("/")
    row.programme_code = programme_code or None
    row.action_code = action_code or None
    row.revision = revision


def to_json(content: Content) -> dict[str, Any]:
    """Return content as a revision keeps it."""
    return {
        "introduction": content.introduction,
        "facts": content.facts,
        "items": [
            {
                "id": str(item.id),
                "kind": item.words.kind,
                "language": item.words.language,
                "texts": item.words.texts,
                "ready": list(item.words.ready),
                "action": item.words.action,
                "revision": item.revision,
            }
            for item in content.items
        ],
    }


def from_json(data: dict[str, Any]) -> Content:
    """Return the content that `to_json` wrote."""
    return Content(
        data["introduction"],
        data["facts"],
        tuple(
            Item(
                UUID(one["id"]),
                ItemWords(one["kind"], one["language"], one["texts"], tuple(one["ready"]), one["action"]),
                one["revision"],
            )
            for one in data["items"]
        ),
    )
