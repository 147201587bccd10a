"""What the forms about minutes post, read field by field."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from app.kit.errors import InvalidError, Message
from app.kit.forms import FieldReader, Posted
from app.kit.localized import LANGUAGES, Lang, Localized
from app.meetings.minutes.content import Content, Item, ItemWords
from app.meetings.minutes.rules import KINDS, LONGEST_TEXT, MOST_ITEMS, ItemKind

_DIGITS = 9

_NO_ORIGINAL = {
    "fr": Message("Write what was said in French: you chose French as the language of the original."),
    "nl": Message("Write what was said in Dutch: you chose Dutch as the language of the original."),
}


def read_item(posted: Posted, actions: Collection[str]) -> ItemWords:
    """Read the form of an item; `actions` are those it may speak of, as programme/action.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    kind = reader.choice("kind", list(KINDS), required="Choose what kind of item it is.")
    language = reader.choice("language", list(LANGUAGES), required="Say in which language it was said.")
    texts = reader.bilingual("text", longest=LONGEST_TEXT)
    action = reader.choice("action", list(actions))
    if language in LANGUAGES and not texts[language]:
        reader.problem(f"text.{language}", _NO_ORIGINAL[language].id)
    reader.check()
    ticked = posted.many("ready")
    ready = tuple(lang for lang in LANGUAGES if lang in ticked and texts[lang])
    return ItemWords(cast("ItemKind", kind), cast("Lang", language), texts, ready, action)


def read_opening(posted: Posted) -> tuple[Localized, Localized]:
    """Read the introduction and the facts of the day.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    introduction = reader.bilingual("introduction", longest=LONGEST_TEXT)
    facts = reader.bilingual("facts", longest=LONGEST_TEXT)
    reader.check()
    return introduction, facts


def read_suggested(posted: Posted) -> list[tuple[UUID, ItemWords]]:
    """Read the items of a document that somebody looked at, those without a tick left out.

    Raises:
        InvalidError: with every problem found, also when nothing is ticked.
    """
    reader = FieldReader(posted)
    found = []
    for n in suggested_numbers(posted):
        key = read_id(posted.text(f"id-{n}"))
        if key is None or not posted.flag(f"take-{n}"):
            continue
        kind = reader.choice(f"kind-{n}", list(KINDS), required="Choose what kind of item it is.")
        language = reader.choice(
            f"language-{n}", list(LANGUAGES), required="Say in which language it was said."
        )
        text = reader.text(f"text-{n}", longest=LONGEST_TEXT, required="Write it, or take its tick away.")
        texts = dict.fromkeys(LANGUAGES, "") | {language: text}
        found.append((key, ItemWords(cast("ItemKind", kind), cast("Lang", language), texts)))
    if not found and not reader.problems:
        reader.problem("take-1", "Tick at least one item, or leave the document.")
    reader.check()
    return found


def suggested_numbers(posted: Posted) -> list[int]:
    """List the numbers of the items of a document that the form carries."""
    return [n for n in range(1, MOST_ITEMS + 1) if f"id-{n}" in posted]


def read_id(text: str) -> UUID | None:
    """Return the id that a form carries, None when it is none of ours."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_number(posted: Posted, name: str) -> int:
    """Return a number that a form carries unseen; -1, which nothing has, when somebody changed it."""
    text = posted.text(name)
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _DIGITS else -1


def item_as_posted(item: Item) -> Posted:
    """Return an item as its form would post it."""
    words = item.words
    return Posted(
        {
            "kind": [words.kind],
            "language": [words.language],
            "action": [words.action],
            "ready": list(words.ready),
            "seen": [str(item.revision)],
            **{f"text.{lang}": [words.texts[lang]] for lang in LANGUAGES},
        }
    )


def opening_as_posted(content: Content, revision: int) -> Posted:
    """Return the introduction and the facts of the day as their form would post them."""
    texts = {"introduction": content.introduction, "facts": content.facts}
    fields = {f"{name}.{lang}": [text[lang]] for name, text in texts.items() for lang in LANGUAGES}
    return Posted({**fields, "seen": [str(revision)]})


def shown_problems(error: InvalidError, lang: Lang) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the lines of the error summary, and the first message of each field by its name."""
    lines = [{"field_id": one.field, "message": one.message.text(lang)} for one in error.problems]
    messages: dict[str, str] = {}
    for line in lines:
        messages.setdefault(line["field_id"], line["message"])
    return lines, messages
