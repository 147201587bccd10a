"""The paragraphs of a Word document, read without trusting a byte of it.

A .docx is a zip with XML in it. Two of its parts are unpacked, up to a size, and read without entities;
pictures, macros and links to elsewhere are never looked at. What "track changes" struck out stays out.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.kit.errors import AteliersError

MAX_PART: Final = 8_000_000
"""Bytes of XML; a document of a hundred pages has about three million."""
MAX_ENTRIES: Final = 5_000
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT: Final = "word/document.xml"
_STYLES: Final = "word/styles.xml"
_NOT_READ: Final = frozenset({"del", "moveFrom", "Fallback", "instrText"})
_HEADING: Final = re.compile(r"(?:heading|titre|kop|title|titel|subtitle)\b ?\d?.*", re.IGNORECASE)
_BODY_LEVEL: Final = 9
"""Word's outline level of what is no heading."""


class UnreadableDocumentError(AteliersError):
    """A file that no minutes can be made of; the message says why and what to do."""

    status = 422


@dataclass(frozen=True)
class Block:
    """A paragraph of a document, and what it looked like there."""

    kind: Literal["heading", "bullet", "text"]
    text: str


@dataclass(frozen=True)
class _Style:
    is_heading: bool
    is_list: bool
    based_on: str


def read_docx(data: bytes) -> list[Block]:
    """Return the paragraphs of a .docx that hold words, those of its tables included, in their order.

    Raises:
        UnreadableDocumentError: it is no .docx, is protected or damaged, or unpacks to too much.
    """
    if data.startswith(_OLE):
        if _PROTECTED in data:
            raise UnreadableDocumentError("This file is protected by a password. Save it without one.")
        raise UnreadableDocumentError("This is an old Word document. Open it and save it as .docx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _part(archive, _DOCUMENT)
            styles = _part(archive, _STYLES) if _STYLES in archive.namelist() else None
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ) as error:
        raise UnreadableDocumentError("This is not a Word document (.docx), or it is damaged.") from error
    known = {} if styles is None else _known_styles(styles)
    blocks = [_block(element, known) for element in _walk(document, frozenset()) if _name(element) == "p"]
    return [block for block in blocks if block.text]


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    """Return a part as a tree.

    Raises:
        KeyError: there is no such part. UnreadableDocumentError: it is too large, or no plain XML.
    """
    if len(archive.infolist()) > MAX_ENTRIES:
        raise UnreadableDocumentError("This file holds more than can be read. Copy its text instead.")
    entry = archive.getinfo(name)
    with archive.open(entry) as part:
        # A part never unpacks to more than its entry says; what it says is not believed either.
        content = part.read(MAX_PART + 1) if entry.file_size <= MAX_PART else None
    if content is None or len(content) > MAX_PART:
        raise UnreadableDocumentError("This file holds more than can be read. Copy its text instead.")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise UnreadableDocumentError("This is not a Word document (.docx), or it is damaged.") from error
    return root


def _known_styles(root: Element) -> dict[str, _Style]:
    found = {}
    for style in root.iter():
        if _name(style) == "style":
            name = _value(style, "name").strip().lower()
            level = _value(style, "outlineLvl")
            found[_attribute(style, "styleId")] = _Style(
                is_heading=bool(_HEADING.fullmatch(name)) or _is_level(level),
                is_list=name.startswith("list") or any(_name(one) == "numPr" for one in style.iter()),
                based_on=_value(style, "basedOn"),
            )
    return found


def _block(paragraph: Element, styles: dict[str, _Style]) -> Block:
    text = "".join(_words(paragraph))
    text = "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))
    properties = next((one for one in paragraph if _name(one) == "pPr"), None)
    if properties is None:
        return Block("text", text)
    style_id = _value(properties, "pStyle")
    chain = list(_chain(style_id, styles))
    named = not styles and bool(_HEADING.fullmatch(style_id))
    if named or _is_level(_value(properties, "outlineLvl")) or any(one.is_heading for one in chain):
        return Block("heading", text)
    listed = any(_name(one) == "numPr" for one in properties) or any(one.is_list for one in chain)
    return Block("bullet" if listed else "text", text)


def _chain(style_id: str, styles: dict[str, _Style]) -> Iterator[_Style]:
    """Give a style and those it is made from; one that is made from itself ends there."""
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        yield styles[style_id]
        style_id = styles[style_id].based_on


def _words(paragraph: Element) -> Iterator[str]:
    """Give what a paragraph says, without the paragraphs in boxes that hang on it."""
    for element in _walk(paragraph, frozenset({"p"})):
        name = _name(element)
        if name == "t":
            yield element.text or ""
        elif name in {"tab", "noBreakHyphen"}:
            yield " " if name == "tab" else "-"
        elif name in {"br", "cr"}:
            yield "\n"


def _walk(root: Element, closed: frozenset[str]) -> Iterator[Element]:
    """Give what is below an element in the order of the text, and nothing of what is not read or `closed`."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        name = _name(element)
        if name in _NOT_READ or name in closed:
            continue
        yield element
        stack.extend(reversed(element))


def _is_level(level: str) -> bool:
    return level.isdecimal() and int(level) < _BODY_LEVEL


def _name(element: Element) -> str:
    # Names alone: the strict variant of the format has the same ones in another namespace.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _value(element: Element, name: str) -> str:
    """Return what a property below an element is set to, or ''."""
    return next((_attribute(one, "val") for one in element.iter() if _name(one) == name), "")
