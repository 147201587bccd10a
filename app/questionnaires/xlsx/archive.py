"""What is checked of an .xlsx file before anything in it is unpacked: it is a zip that stays small."""

import io
import zipfile
from pathlib import Path
from typing import Final

from app.questionnaires.errors import WorkbookError

MAX_BYTES: Final = 10_000_000
MAX_ENTRIES: Final = 1_000
MAX_UNPACKED: Final = 30_000_000
MAX_RATIO: Final = 200
"""How far one part may be packed; a sheet whose rows are all alike stays below it."""

_RATIO_FROM: Final = 1_000_000
"""Small parts may be packed as far as they like: they unpack to little."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml"
_ENCRYPTED_FLAG: Final = 0x1
_SAVE_AGAIN: Final = "open it in Excel or LibreOffice and save it as .xlsx"


class NotXlsxError(WorkbookError):
    """A file that is not opened.

    Attributes:
        fix: what its author can do.
    """

    def __init__(self, reason: str, fix: str = _SAVE_AGAIN) -> None:
        self.fix = fix
        super().__init__(reason)


def file_bytes(path: Path) -> bytes:
    """Return the content of a file, of a large one only the beginning: `check_archive` refuses it.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def check_archive(data: bytes) -> None:
    """Look at the directory of the zip that an .xlsx file is. Nothing is unpacked but a few bytes.

    A part never unpacks to more than the directory says: reading stops there, and the check sum fails.

    Raises:
        NotXlsxError: the file is something else, protected, damaged, or would unpack to too much.
    """
    if len(data) > MAX_BYTES:
        raise NotXlsxError(f"the file is larger than {MAX_BYTES} bytes", "remove pictures and other sheets")
    if data.startswith(_OLE):
        if _PROTECTED in data:
            raise NotXlsxError("the file is protected by a password", "save it without a password")
        raise NotXlsxError("this is an old .xls file, or another file of an old Office")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise NotXlsxError("this is not an .xlsx workbook") from error
    _check_directory(archive.infolist())
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise NotXlsxError("this is not an .xlsx workbook, but another zipped file")
    _refuse_strict(archive)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise NotXlsxError(f"the file holds {len(entries)} parts; a questionnaire has a few dozen")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise NotXlsxError("the file is protected by a password", "save it without a password")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise NotXlsxError(f"{entry.filename!r} is packed in an unusual way")
        if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise NotXlsxError(f"{entry.filename!r} is packed so far that it looks like an attack")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        reason = f"the file would unpack to {unpacked} bytes; at most {MAX_UNPACKED} are read"
        raise NotXlsxError(reason, "remove what is not the questionnaire: rows, sheets and pictures")


def _refuse_strict(archive: zipfile.ZipFile) -> None:
    """Refuse the variant in which every name is another: its sheets would seem empty."""
    for name in archive.namelist():
        if name.endswith("workbook.xml"):
            with archive.open(name) as part:
                if _STRICT in part.read(4096):
                    raise NotXlsxError(
                        "the workbook is a `Strict Open XML Spreadsheet`, which is not read",
                        "save it as `Excel Workbook (.xlsx)`",
                    )
