"""What a release must hold."""

from collections.abc import Iterator, Mapping
from typing import Final

LONGEST_TITLE: Final = 160
MOST_TABLES: Final = 24


def problems_of_title(title: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the field and the message of what is wrong with a title in both languages."""
    missing = {"fr": "Give a title in French.", "nl": "Give a title in Dutch."}
    for lang, message in missing.items():
        text = title.get(lang, "").strip()
        if not text:
            yield f"title.{lang}", message
        elif len(text) > LONGEST_TITLE:
            yield f"title.{lang}", "Please keep the title under 160 characters."
