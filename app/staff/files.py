"""The files that people sent with their answers, for those of the team who may take answers out."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, StreamingResponse

from app.accounts.audit import record
from app.consultations.files import file_of, sent_files
from app.consultations.queries import consultation_view
from app.db import ReadSession, transaction
from app.kit.errors import NotFoundError
from app.kit.file_store import DOWNLOAD, path_of
from app.staff.guard import Member, require

router = APIRouter(prefix="/staff/consultations")

Exporter = Annotated[Member, Depends(require("export_answers"))]
_IN_MEMORY = 5_000_000
_PIECE = 65_536


@router.get("/{code}/files", name="staff.consultation.files")
def all_files(session: ReadSession, member: Exporter, code: str) -> StreamingResponse:
    """Give every file that was sent, in one archive, under the names that the exports have; note who took it.

    Raises:
        NotFoundError: there is no such consultation, or nobody sent a file.
    """
    consultation = consultation_view(session, code)
    archive = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    with zipfile.ZipFile(archive, "w") as files:
        for name in sent_files(session, consultation.id):
            # Written by hand: an archive would otherwise tell when each file was last changed.
            if path_of(name).is_file():
                files.writestr(zipfile.ZipInfo(name), path_of(name).read_bytes())
        held = files.namelist()
    if not held:
        archive.close()
        raise NotFoundError("There is nothing at this address.")
    with transaction() as writing:
        record(writing, member.id, "export_answer_files", f"consultation:{code}")
    archive.seek(0)
    headers = {**DOWNLOAD, "Content-Disposition": f'attachment; filename="{code}-files.zip"'}
    return StreamingResponse(_pieces(archive), media_type="application/zip", headers=headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


@router.get("/{code}/files/{name}", name="staff.consultation.file")
def one_file(session: ReadSession, member: Exporter, code: str, name: str) -> FileResponse:
    """Give one file that was sent, and note who took it.

    Raises:
        NotFoundError: no answer to this consultation has it.
    """
    consultation = consultation_view(session, code)
    found = file_of(session, name, sent_to=consultation.id)
    with transaction() as writing:
        record(writing, member.id, "read_answer_file", f"consultation:{code}/{name}")
    return FileResponse(path_of(name), media_type=found.media_type, filename=name, headers=DOWNLOAD)
