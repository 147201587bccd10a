"""The files of an answer, for its author: whoever holds the page of the answer holds the link."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import FileResponse

from app.consultations.files import file_of
from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.kit.file_store import DOWNLOAD, path_of
from app.kit.localized import Lang
from app.kit.tokens import make_token, read_token, token_is_for

router = APIRouter()


def files_at(lang: Lang, answer_id: UUID) -> str:
    """Return the address under which the author of an answer finds its files."""
    return f"/{lang}/file/{make_token('file', answer_id)}"


@router.get("/{lang}/file/{token}/{name}", name="public.file")
def file(session: ReadSession, lang: Lang, token: str, name: str) -> FileResponse:  # noqa: ARG001 - of the address
    """Give a file to the author of the answer that it belongs to, to be saved and not shown in a page.

    Raises:
        NotFoundError: the link is none of ours, or the file is gone.
    """
    answer_id = read_token(token)
    if answer_id is None or not token_is_for(token, "file", answer_id):
        raise NotFoundError("There is nothing at this address.")
    found = file_of(session, name, answer_id=answer_id)
    return FileResponse(path_of(name), media_type=found.media_type, filename=name, headers=DOWNLOAD)
