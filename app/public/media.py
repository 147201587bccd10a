"""The images, sounds and films of questionnaires, for everybody, under an address that never changes."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db import ReadSession
from app.kit.errors import NotFoundError
from app.questionnaires.models import MediaFile

router = APIRouter()

_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Accept-Ranges": "bytes",
    # What is compressed already is sent as it is, and a part of it stays a part.
    "Content-Encoding": "identity",
}
_RANGE = re.compile(r"bytes=(\d{1,10})-(\d{0,10})")


@router.get("/media/{digest}", name="public.media")
def media(request: Request, session: ReadSession, digest: str) -> Response:
    """Give a file, or the part of it that is asked for: telephones play films by parts.

    Raises:
        NotFoundError: no questionnaire has shown such a file.
    """
    file = session.get(MediaFile, digest)
    if file is None:
        raise NotFoundError("There is nothing at this address.")
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None:
        return Response(file.content, media_type=file.media_type, headers=_HEADERS)
    size = len(file.content)
    first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return Response(status_code=416, headers={**_HEADERS, "Content-Range": f"bytes */{size}"})
    part = {**_HEADERS, "Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(file.content[first : last + 1], 206, media_type=file.media_type, headers=part)
