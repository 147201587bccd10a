"""Keep the files that a questionnaire shows, once each, under the SHA-256 of their content."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.questionnaires.finding import Finding, FindingsError
from app.questionnaires.media import digests
from app.questionnaires.models import MediaFile
from app.questionnaires.workbook import MEDIA, Workbook


def keep_media(session: Session, workbook: Workbook, content: Mapping[str, bytes]) -> None:
    """Keep every file that a workbook shows; one that is there already is not written again.

    Raises:
        FindingsError: a file is neither given nor there.
    """
    for digest, media_type in digests(workbook):
        if session.get(MediaFile, digest) is not None:
            continue
        if digest not in content:
            fix = "put it into the folder media beside the questionnaire, and import from there"
            message = f"the content of a file is missing ({digest[:12]}…)"
            raise FindingsError([Finding("", MEDIA, 0, "", message, fix, "media")])
        session.add(MediaFile(digest=digest, media_type=media_type, content=content[digest]))
        session.flush()
