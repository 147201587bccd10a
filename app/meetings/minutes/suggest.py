"""The items that a document or a text would make, for somebody to look at before anything is kept."""

import re
from collections.abc import Iterable
from typing import Final

from app.kit.localized import Lang
from app.meetings.minutes.content import ItemWords
from app.meetings.minutes.docx import Block, UnreadableDocumentError, read_docx
from app.meetings.minutes.rules import MOST_ITEMS, ItemKind, guess_language

LONGEST: Final = 120_000
"""Characters of all items together, about fifty pages."""
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0")
_NO_TEXT: Final = (b"%PDF-", b"{\\rtf")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")

_KIND_WORDS: Final[tuple[tuple[ItemKind, re.Pattern[str]], ...]] = (
    ("point", re.compile(r"points?|punt(?:en)?")),
    ("verbatim", re.compile(r"paroles?|citations?|verbatims?|uitspra(?:ak|ken)|cita(?:at|ten)")),
    ("proposal", re.compile(r"propositions?|id[ée]es?|voorstel(?:len)?|idee(?:ën)?")),
    ("decision", re.compile(r"d[ée]cisions?|beslissing(?:en)?")),
    ("existing_practice", re.compile(r"pratiques? existantes?|bestaande praktijk(?:en)?")),
    (
        "concertation",
        re.compile(r"lieux? de concertation(?: existants?)?|(?:bestaande )?overlegplaats(?:en)?"),
    ),
    ("obstacle", re.compile(r"obstacles?|freins?|hinderpa(?:al|len)|obstakels?|knelpunt(?:en)?")),
)
_LABEL: Final = re.compile(r"([^:\n]{3,40}?)\s*:\s+(?=\S)")
_QUOTED: Final = re.compile(
    r"(?:«\s*([^«»]+?)\s*»|[“„]\s*([^“”„]+?)\s*[”“]|\"\s*([^\"]+?)\s*\")\s*\.?", re.DOTALL
)
_MARKED: Final = re.compile(r"\s*(?:[-*•–·▪◦]|\d{1,2}[.)])\s+(.*)")
_HEADED: Final = re.compile(r"\s*#{1,6}\s+(.*)")


def suggest(data: bytes, language: Lang) -> list[ItemWords]:
    """Return the items that a .docx or a plain text would make; `language` is that of most of it.

    Headings become points, list items and paragraphs items; what is wholly in quotation marks is a verbatim,
    and "Proposition :" or a heading "Voorstellen" says the kind of what follows.

    Raises:
        UnreadableDocumentError: it is neither, or holds nothing, or more than one page of minutes can.
    """
    is_document = data.startswith((_ZIP, _OLE))
    items = list(_items(read_docx(data) if is_document else _read_text(data), language))
    if not items:
        raise UnreadableDocumentError("There are no words in it that minutes could be made of.")
    if len(items) > MOST_ITEMS or sum(len(one.texts[one.language]) for one in items) > LONGEST:
        raise UnreadableDocumentError(
            "This is too long for the minutes of one meeting: it would make %(n)s items. Bring it in parts.",
            n=len(items),
        )
    return items


def _read_text(data: bytes) -> list[Block]:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        # What Windows saves as text where nobody chose anything else.
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text or data.startswith(_NO_TEXT):
        raise UnreadableDocumentError("This is not a Word document (.docx) and not a text.")
    blocks: list[Block] = []
    fresh = True
    for line in text.splitlines():
        words = " ".join(line.split())
        headed, marked = _HEADED.fullmatch(line), _MARKED.fullmatch(line)
        if not words:
            fresh = True
        elif headed:
            blocks.append(Block("heading", headed[1].strip()))
            fresh = True
        elif marked:
            blocks.append(Block("bullet", marked[1].strip()))
            fresh = False
        elif fresh or not blocks:
            blocks.append(Block("text", words))
            fresh = False
        else:
            # A line that goes on with the paragraph or the list item above it.
            blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text}\n{words}")
    return [block for block in blocks if block.text]


def _items(blocks: Iterable[Block], language: Lang) -> Iterable[ItemWords]:
    kind: ItemKind = "point"
    for block in blocks:
        named = _kind_of(block.text)
        if named is not None:
            kind = named
            continue
        if block.kind == "heading":
            kind = "point"
            yield _words("point", block.text, language)
            continue
        label = _LABEL.match(block.text)
        said = _kind_of(label[1]) if label else None
        text = block.text[label.end() :] if label and said else block.text
        quoted = _QUOTED.fullmatch(text)
        if quoted:
            yield _words("verbatim", next(part for part in quoted.groups() if part), language)
        else:
            yield _words(said or kind, text, language)


def _words(kind: ItemKind, text: str, language: Lang) -> ItemWords:
    found: Lang = "fr" if guess_language(text, language) == "fr" else "nl"
    return ItemWords(kind, found, {"fr": "", "nl": "", found: text})


def _kind_of(text: str) -> ItemKind | None:
    """Return the kind whose name a text is, in either language and whatever its number, or None."""
    name = " ".join(text.casefold().split()).rstrip(": ")
    return next((kind for kind, words in _KIND_WORDS if words.fullmatch(name)), None)
