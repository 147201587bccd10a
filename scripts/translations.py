"""Keep the catalogues of the interface complete: gather the words, and say what lacks French or Dutch.

`python -m scripts.translations` writes i18n/messages.pot and both catalogues; with `--check` it only says
what they lack. Message ids are English; nothing is ever guessed (no fuzzy entries).
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from scripts.messages import ROOT, Found, in_python, in_templates

LANGUAGES = ("fr", "nl")
TEMPLATE = ROOT / "i18n" / "messages.pot"
_PLACE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
WIDTH = 110


def catalogue_path(lang: str) -> Path:
    """Return where the catalogue of a language is."""
    return ROOT / "i18n" / lang / "LC_MESSAGES" / "messages.po"


def catalogue(lang: str) -> Catalog:
    """Read the catalogue of a language."""
    with catalogue_path(lang).open("rb") as file:
        return read_po(file, locale=lang)


def singular(message: Message) -> str:
    """Return the id of a message, the singular where it has two."""
    return message.id if isinstance(message.id, str) else str(message.id[0])


def messages(found: Catalog) -> dict[str, Message]:
    """Return the messages of a catalogue by id, without its header."""
    return {singular(message): message for message in found if message.id}


def used() -> dict[str, Found]:
    """Return every message that the code and the templates use, by its (singular) id."""
    known = {id_ for lang in LANGUAGES if catalogue_path(lang).exists() for id_ in messages(catalogue(lang))}
    found: dict[str, Found] = {}
    for one in [*in_templates(), *in_python(known)]:
        id_ = one.id if isinstance(one.id, str) else one.id[0]
        # The plural must not be hidden by a second place that uses the singular alone.
        if id_ not in found or isinstance(one.id, tuple):
            found[id_] = one
    return found


def translations_of(message: Message) -> list[str]:
    """Return the translation of a message: one text, or one per plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def complaints(lang: str, wanted: dict[str, Found]) -> Iterator[str]:
    """Say what the catalogue of a language lacks, one line each."""
    have = messages(catalogue(lang))
    for id_, found in sorted(wanted.items()):
        message = have.get(id_)
        if message is None:
            yield f"{lang}: not in the catalogue: {id_!r} ({found.place})"
            continue
        texts = translations_of(message)
        if not all(text.strip() for text in texts):
            yield f"{lang}: not translated: {id_!r} ({found.place})"
        elif isinstance(found.id, tuple) and not message.pluralizable:
            yield f"{lang}: lacks its plural: {id_!r} ({found.place})"
        elif message.pluralizable and any(len(text) == 1 for text in texts):
            yield f"{lang}: one letter for a sentence: {id_!r} ({found.place})"
        elif message.fuzzy:
            yield f"{lang}: fuzzy: {id_!r} ({found.place})"
        else:
            yield from _wrong_places(lang, message, texts)
    for id_ in sorted(have.keys() - wanted.keys()):
        yield f"{lang}: used nowhere: {id_!r}"


def _wrong_places(lang: str, message: Message, texts: list[str]) -> Iterator[str]:
    """Say where a translation leaves out a value, or has one that the code does not give."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = {name for text in ids for name in _names(text)}
    for text in texts:
        extra = _names(text) - allowed
        # A plural form may do without its number ("une réponse"); a plain text may not lose anything.
        lost = allowed - _names(text) if len(ids) == 1 else set()
        if extra or lost:
            names = ", ".join(sorted(extra | lost))
            yield f"{lang}: other values than the id ({names}): {singular(message)!r}"


def _names(text: str) -> set[str]:
    return {first or second for first, second in _PLACE.findall(text)}


def write(wanted: dict[str, Found]) -> None:
    """Write the template and bring both catalogues to its ids, keeping every translation they have."""
    _save(TEMPLATE, _fresh(wanted, None, {}))
    for lang in LANGUAGES:
        path = catalogue_path(lang)
        path.parent.mkdir(parents=True, exist_ok=True)
        _save(path, _fresh(wanted, lang, messages(catalogue(lang)) if path.exists() else {}))


def _fresh(wanted: dict[str, Found], lang: str | None, have: dict[str, Message]) -> Catalog:
    # No dates, names or line numbers: they would change in every commit and say nothing.
    fresh = Catalog(locale=lang, project="Ateliers", charset="utf-8", fuzzy=False)
    for id_, found in sorted(wanted.items()):
        old = have.get(id_)
        if isinstance(found.id, tuple):
            fresh.add(found.id, tuple(translations_of(old)) if old and old.pluralizable else ("", ""))
        else:
            fresh.add(found.id, translations_of(old)[0] if old else "")
    return fresh


def _save(path: Path, found: Catalog) -> None:
    header = ["Content-Type: text/plain; charset=utf-8"]
    if found.locale:
        header += [f"Language: {found.locale}", f"Plural-Forms: {found.plural_forms}"]
    lines = "".join(f'"{line}\\n"\n' for line in header)
    with path.open("wb") as file:
        file.write(f'msgid ""\nmsgstr ""\n{lines}\n'.encode())
        write_po(file, found, width=WIDTH, omit_header=True, sort_output=True, no_location=True)


def main(arguments: list[str]) -> int:
    """Write the catalogues unless only asked to check, then list what is missing."""
    wanted = used()
    if "--check" not in arguments:
        write(wanted)
    lines = [line for lang in LANGUAGES for line in complaints(lang, wanted)]
    for line in lines:
        print(line, file=sys.stderr)
    print(f"{len(wanted)} messages, {len(lines)} to mend.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
