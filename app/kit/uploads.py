"""Forms that carry files: read within limits, every other field kept whatever becomes of a file.

A file is what its bytes say, never what its name or the browser says; its name is not even read. Pictures are
written anew before anything else looks at them.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Final

import anyio.to_thread
from fastapi import Depends, Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.kit import sniff
from app.kit.errors import Message
from app.kit.forms import MAX_BODY, MAX_FIELDS, Posted, TooLargeError, UnreadableError, add_field, read_posted
from app.kit.pictures import NotAPictureError, rewritten
from app.settings import get_settings

SUFFIX: Final = ":file"
"""The field of a chosen file is called as its question, followed by this."""
MOST_FILES: Final = 6
_AT_ONCE: Final = 2
"""Pictures that are looked at together: one may take 200 MB for a moment, whoever sends it."""
_lookers: Final = anyio.CapacityLimiter(_AT_ONCE)


@dataclass(frozen=True)
class Upload:
    """A file that was chosen: its content and its media type, or why it cannot be kept."""

    data: bytes = b""
    media_type: str = ""
    problem: Message | None = None


@dataclass
class PostedFiles(Posted):
    """The fields of a form and the files that were chosen in it, by the name of their question."""

    files: dict[str, Upload] = field(default_factory=dict)

    def __init__(self, fields: dict[str, list[str]], files: dict[str, Upload]) -> None:
        super().__init__(fields)
        self.files = files


async def read_posted_files(request: Request) -> PostedFiles:
    """Read a form with files, or one without.

    Raises:
        TooLargeError: the whole is larger than any form of ours.
        UnreadableError: it is no form.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        return PostedFiles((await read_posted(request)).as_dict(), {})
    parts = _Parts(get_settings().upload_max_mb * 1_000_000)
    await parts.read(request.stream(), options.get(b"boundary", b""))
    files = {
        name.removesuffix(SUFFIX): await anyio.to_thread.run_sync(
            _looked_at, data, name in parts.too_large, limiter=_lookers
        )
        for name, data in parts.files.items()
        if data
    }
    return PostedFiles(parts.fields, files)


FormWithFiles = Annotated[PostedFiles, Depends(read_posted_files)]


def _looked_at(data: bytes, too_large: bool) -> Upload:  # noqa: FBT001 - called in a thread, by place
    if too_large:
        most = get_settings().upload_max_mb
        reason = Message("This file is too large. It may have at most %(most)s MB.", {"most": most})
        return Upload(problem=reason)
    found = sniff.media_type(data[: sniff.NEEDED])
    if found in {"image/jpeg", "image/png", "image/webp"}:
        try:
            return Upload(rewritten(data, found), found)
        except NotAPictureError:
            return Upload(problem=Message("We could not open this picture. Please choose another one."))
    return Upload(data, found)


class _Parts:
    """The parts of a form while they arrive."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.fields: dict[str, list[str]] = {}
        self.files: dict[str, bytes] = {}
        self.too_large: set[str] = set()
        self._header = self._value = self._disposition = b""
        self._name = ""
        self._is_file = False
        self._data = bytearray()
        self._text = 0
        self._count = 0
        self._ended = False

    async def read(self, stream: AsyncIterator[bytes], boundary: bytes) -> None:
        """Read every part of a form."""
        received, hard = 0, MAX_BODY + (MOST_FILES + 4) * self.most
        try:
            parser = MultipartParser(boundary, {
                "on_part_begin": self._begin, "on_part_data": self._part, "on_part_end": self._end,
                "on_header_field": self._field, "on_header_value": self._said,
                "on_header_end": self._header_end, "on_headers_finished": self._headers,
                "on_end": self._whole,
            })  # fmt: skip
            async for chunk in stream:
                received += len(chunk)
                if received > hard:
                    raise TooLargeError("What you sent is too large. Please shorten your text.")
                parser.write(chunk)
            parser.finalize()
        except (MultipartParseError, UnicodeError, ValueError) as error:
            raise UnreadableError("We could not read this form. Please go back and try again.") from error
        if not self._ended:
            raise UnreadableError("We could not read this form. Please go back and try again.")

    def _begin(self) -> None:
        self._data, self._disposition, self._count = bytearray(), b"", self._count + 1
        if self._count > MAX_FIELDS:
            raise TooLargeError("What you sent is too large. Please shorten your text.")

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _said(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options[b"name"].decode() if b"name" in options else ""
        self._is_file = self._name.endswith(SUFFIX)
        if not self._name or (self._is_file and len(self.files) >= MOST_FILES):
            raise UnreadableError("We could not read this form. Please go back and try again.")

    def _part(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            if len(self._data) + end - start > self.most:
                self.too_large.add(self._name)
            else:
                self._data += data[start:end]
            return
        self._text += end - start
        if self._text > MAX_BODY:
            raise TooLargeError("What you sent is too large. Please shorten your text.")
        self._data += data[start:end]

    def _end(self) -> None:
        if self._is_file:
            self.files[self._name] = bytes(self._data) or (b"\0" if self._name in self.too_large else b"")
        else:
            add_field(self.fields, self._name, self._data.decode())

    def _whole(self) -> None:
        self._ended = True
