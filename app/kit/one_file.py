"""One file that a form posted, with the plain fields beside it, read once and within limits."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.kit.forms import Posted, TooLargeError, UnreadableError

MAX_UPLOAD = 11_000_000
MAX_PLAIN_FIELDS = 50
LONGEST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """A file as it came. `name` is what its author calls it, without folders; both are empty without one."""

    name: str
    data: bytes
    fields: Posted


async def read_upload(request: Request) -> Upload:
    """Read a form of the kind `multipart/form-data` with at most one file, in the field `file`.

    Raises:
        TooLargeError: more than 11 MB, or more fields than any page of ours has.
        UnreadableError: another kind of body, or a damaged one.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise UnreadableError("We could not read this form. Please go back and try again.")
    parser = MultiPartParser(
        request.headers, _limited(request), max_files=1, max_fields=MAX_PLAIN_FIELDS,
        max_part_size=100_000,
    )  # fmt: skip
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError, KeyError) as error:
        raise UnreadableError("We could not read this form. Please go back and try again.") from error
    fields: dict[str, list[str]] = {}
    name, data = "", b""
    for field, value in form.multi_items():
        if isinstance(value, UploadFile):
            if field == "file":
                name, data = _plain_name(value.filename or ""), await value.read()
            await value.close()
        else:
            fields.setdefault(field, []).append(value.replace("\x00", ""))
    return Upload(name, data, Posted(fields))


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_UPLOAD:
            raise TooLargeError("This file is too large: at most 10 MB can be read.")
        yield chunk


def _plain_name(name: str) -> str:
    """Return a file's name without folders and without what cannot be shown."""
    bare = PurePath(name.replace("\\", "/")).name
    return "".join(character for character in bare if character.isprintable())[-LONGEST_NAME:]


PostedFile = Annotated[Upload, Depends(read_upload)]
