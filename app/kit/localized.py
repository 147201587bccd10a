"""Texts that exist in every language of the platform."""

from typing import Final, Literal, TypeGuard, get_args

Lang = Literal["fr", "nl"]
Localized = dict[str, str]

LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)
LANGUAGE_NAMES: Final[dict[str, str]] = {"fr": "Français", "nl": "Nederlands"}


def is_language(code: str) -> TypeGuard[Lang]:
    """Say whether `code` is one of the platform's languages."""
    return code in LANGUAGES


def other_language(lang: Lang) -> Lang:
    """Return the language that a reader of `lang` can switch to."""
    return "nl" if lang == "fr" else "fr"


def missing_languages(text: Localized | None) -> list[Lang]:
    """List the languages in which `text` is absent or blank, in the platform's order."""
    return [lang for lang in LANGUAGES if not (text or {}).get(lang, "").strip()]


def in_language(text: Localized, lang: str) -> str:
    """Return `text` in `lang`. A missing language is a KeyError: nothing half translated is shown."""
    return text[lang]
