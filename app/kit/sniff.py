"""What a file is, by its bytes: its name and what a browser says of it are never believed."""

import zipfile
from io import BytesIO
from typing import Final

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"

NEEDED: Final = 64
"""How many bytes from the beginning are looked at."""

ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "application/pdf": "pdf",
    DOCX: "docx",
    ODT: "odt",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/webm": "webm",
}
"""The kinds that are known, each with the ending of its names."""

_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_IN_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS: Final = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_MPEG_FRAME: Final = 0xE0
_ADTS: Final = (0xF0, 0xF1, 0xF8, 0xF9)


def media_type(data: bytes) -> str:
    """Return the media type of a file by its first bytes, or '' where it is none that is known."""
    for start, found in _STARTS:
        if data.startswith(start):
            return found
    if data[:4] == b"RIFF":
        return _IN_RIFF.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return _BRANDS.get(brand) or ("video/3gpp" if brand[:3] == b"3gp" else _mp4(brand))
    if len(data) > 1 and data[0] == 0xFF:  # noqa: PLR2004 - eight bits that are set begin a frame
        if data[1] in _ADTS:
            return "audio/aac"
        return "audio/mpeg" if data[1] & _MPEG_FRAME == _MPEG_FRAME else ""
    return ""


def _mp4(brand: bytes) -> str:
    """Pictures come in the same box as films; only films are known."""
    return "" if brand[:3] in {b"hei", b"hev", b"mif", b"avi", b"msf"} else "video/mp4"


def document_type(data: bytes) -> str:
    """Return whether a whole file is a text of Word or of OpenDocument, or '' where it is neither.

    Both are archives, and say what they are by what is in them. One that carries macros is neither.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                return ""
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return DOCX
            if {"mimetype", "content.xml"} <= names and archive.getinfo("mimetype").file_size == len(ODT):
                return ODT if archive.read("mimetype") == ODT.encode() else ""
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        return ""
    return ""
