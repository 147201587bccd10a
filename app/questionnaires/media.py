"""Images, sounds and films beside labels and options: which file, in which language, and its words.

The files stand in a folder `media` beside the questionnaire. When it is read, the sheet `media` of the
workbook notes each file that it names with the SHA-256 of its content, so that a version says for ever what
it showed; the content itself is kept once, under that number.
"""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from app.kit import sniff
from app.questionnaires.finding import Finding
from app.questionnaires.model import Medium
from app.questionnaires.workbook import (
    CHOICES,
    MEDIA,
    SURVEY,
    Row,
    Workbook,
    canonical,
    localized,
    make_sheet,
    split_column,
)

KINDS: Final = ("image", "audio", "video")
ALT: Final = "bx::alt"
MOST_BYTES: Final = 10_000_000
Noted = Mapping[str, tuple[str, str]]
"""By name of a file: its SHA-256 and its media type."""


def noted(workbook: Workbook) -> dict[str, tuple[str, str]]:
    """Return the files that the sheet `media` notes."""
    rows = workbook.sheet(MEDIA).rows
    return {row.get("file", ""): (row.get("sha256", ""), row.get("type", "")) for row in rows if row}


def files_named(workbook: Workbook) -> dict[str, str]:
    """Return every file that a label or an option shows, each with its kind: image, audio or video."""
    book = canonical(workbook)
    found: dict[str, str] = {}
    for sheet in (SURVEY, CHOICES):
        for _, row in book.numbered(sheet):
            for column, cell in row.items():
                if split_column(column)[0] in KINDS:
                    found.setdefault(cell, split_column(column)[0])
    return found


def media_of(row: Row, default: str, languages: Collection[str], files: Noted) -> tuple[Medium, ...]:
    """Return what is shown beside the label of a row, in every language.

    A column without a language is for every language that has no column of its own.
    """
    found = []
    alt = localized(row, ALT, default)
    for kind in KINDS:
        named = localized(row, kind, default)
        everywhere = row.get(kind, "")
        by_language = {code: files[name][0] for code in languages
                       if (name := named.get(code) or everywhere) in files}  # fmt: skip
        if by_language:
            found.append(Medium(kind, by_language, alt))
    return tuple(found)


def with_media(workbook: Workbook, folder: Path) -> tuple[Workbook, dict[str, bytes], list[Finding]]:
    """Note the files of `folder` that a workbook names in its sheet `media`.

    Returns:
        The workbook, the content of each file by its SHA-256, and what is wrong with a file.
    """
    files, content, findings = noted(workbook), {}, []
    for name in files_named(workbook):
        path = folder / name
        if Path(name).name != name or not path.is_file():
            continue
        data = path.read_bytes()
        found = sniff.media_type(data[: sniff.NEEDED])
        if len(data) > MOST_BYTES or not found:
            fix = f"use a JPEG, PNG, MP3 or MP4 of at most {MOST_BYTES // 1_000_000} MB"
            message = "the file is too large or of no known kind"
            findings.append(Finding(str(path), "", 0, "", message, fix, "media"))
            continue
        digest = sha256(data).hexdigest()
        files[name] = (digest, found)
        content[digest] = data
    if not content:
        return workbook, content, findings
    rows = [{"file": name, "sha256": digest, "type": kind} for name, (digest, kind) in sorted(files.items())]
    return workbook.with_sheet(MEDIA, make_sheet(rows)), content, findings


def digests(workbook: Workbook) -> Iterator[tuple[str, str]]:
    """Give the SHA-256 and the media type of every file that a workbook shows."""
    files = noted(workbook)
    for name in files_named(workbook):
        if name in files:
            yield files[name]
