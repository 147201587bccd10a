"""What a form posted, read once and defensively."""

import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse

from app.kit.errors import AteliersError, InvalidError, Message, Problem

MAX_BODY = 1_000_000
MAX_FIELDS = 2_000
TRAP = "website"
"""A field that people do not see and that programs fill in."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL = re.compile(r"[^@\s<>\",;:()\[\]\\]+@[^@\s<>\",;:()\[\]\\.]+(\.[^@\s<>\",;:()\[\]\\.]+)+")
MAX_EMAIL = 254


def is_email(value: str) -> bool:
    """Say whether a text looks like an e-mail address."""
    return len(value) <= MAX_EMAIL and _EMAIL.fullmatch(value) is not None


class TooLargeError(AteliersError):
    """The body of the request is larger than any form of ours."""

    status = 413


class UnreadableError(AteliersError):
    """The body of the request is not a form that we can read."""

    status = 400


class Posted:
    """The fields of a form: every field may have several values, in the order in which they came."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    def __contains__(self, name: object) -> bool:
        """Whether the form carries a field of this name."""
        return name in self._fields

    def names(self) -> list[str]:
        """List the field names."""
        return list(self._fields)

    def many(self, name: str) -> list[str]:
        """Return every value of a field, blank ones left out."""
        return [value for value in self._fields.get(name, []) if value.strip()]

    def text(self, name: str) -> str:
        """Return the last value of a field without blanks around it, or ''.

        Line ends become plain newlines.
        """
        values = self._fields.get(name, [])
        return values[-1].replace("\r\n", "\n").replace("\r", "\n").strip() if values else ""

    def flag(self, name: str) -> bool:
        """Whether a tick box is ticked."""
        return bool(self.many(name))

    def as_dict(self) -> dict[str, list[str]]:
        """Return a copy of every field."""
        return {name: list(values) for name, values in self._fields.items()}


async def read_posted(request: Request) -> Posted:
    """Read an urlencoded form.

    Raises:
        TooLargeError: more than 1 MB or 2,000 fields.
        UnreadableError: another kind of body, or bytes that are no UTF-8 text.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLargeError("What you sent is too large. Please shorten your text.")
    if not body:
        return Posted({})
    if kind != "application/x-www-form-urlencoded":
        raise UnreadableError("We could not read this form. Please go back and try again.")
    fields: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict",
            max_num_fields=MAX_FIELDS,
        )  # fmt: skip
    except UnicodeError as error:
        raise UnreadableError("Some characters could not be read. Please type them again.") from error
    except ValueError as error:
        raise TooLargeError("What you sent is too large. Please shorten your text.") from error
    for name, value in pairs:
        add_field(fields, name, value)
    return Posted(fields)


def add_field(fields: dict[str, list[str]], name: str, value: str) -> None:
    """Add a value that came from outside to the fields of a form.

    Raises:
        UnreadableError: the name holds a control character.
    """
    if _CONTROL.search(name):
        raise UnreadableError("Some characters could not be read. Please type them again.")
    # Control characters come from copying out of other programs; PostgreSQL cannot keep them.
    fields.setdefault(name, []).append(_CONTROL.sub("", value))


PostedForm = Annotated[Posted, Depends(read_posted)]


def see_other(address: str) -> RedirectResponse:
    """Send the browser on after something was done, so that reloading does not do it again."""
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


class FieldReader:
    """Reads the fields of a form one by one and gathers what is wrong, so that everything is said at once."""

    def __init__(self, posted: Posted) -> None:
        self.posted = posted
        self.problems: list[Problem] = []

    def problem(self, name: str, message: str, **values: object) -> None:
        """Note that a field is wrong; `message` is a message id."""
        self.problems.append(Problem(name, Message(message, values)))

    def text(self, name: str, *, longest: int, required: str = "") -> str:
        """Read a text of at most `longest` characters; `required` is the message when it may not be blank."""
        value = self.posted.text(name)
        if len(value) > longest:
            self.problem(
                name, "Please keep this under %(longest)s characters: it has %(length)s now.",
                longest=longest, length=len(value),
            )  # fmt: skip
        elif required and not value:
            self.problem(name, required)
        return value

    def choice(self, name: str, allowed: list[str], *, required: str = "") -> str:
        """Read one of `allowed`; anything else is a problem of the field."""
        value = self.posted.text(name)
        if value and value not in allowed:
            self.problem(name, "Please choose one of the options shown.")
        elif required and not value:
            self.problem(name, required)
        return value

    def email(self, name: str, *, required: str = "") -> str:
        """Read an e-mail address, in small letters."""
        value = self.posted.text(name).lower()
        if value and not is_email(value):
            self.problem(
                name, "This does not look like an e-mail address. It should look like name@example.be."
            )
        elif required and not value:
            self.problem(name, required)
        return value

    def integer(self, name: str, *, low: int, high: int, required: str = "") -> int | None:
        """Read a whole number between `low` and `high`; blank is None."""
        value = self.posted.text(name)
        if not value:
            if required:
                self.problem(name, required)
            return None
        if not re.fullmatch(r"-?\d{1,9}", value) or not low <= int(value) <= high:
            self.problem(name, "Please give a whole number between %(low)s and %(high)s.", low=low, high=high)
            return None
        return int(value)

    def bilingual(self, name: str, *, longest: int, required: str = "") -> dict[str, str]:
        """Read a text given in French and in Dutch, from the fields `name.fr` and `name.nl`."""
        return {
            lang: self.text(f"{name}.{lang}", longest=longest, required=required) for lang in ("fr", "nl")
        }

    def check(self) -> None:
        """Raise when anything is wrong.

        Raises:
            InvalidError: with every problem found.
        """
        if self.problems:
            raise InvalidError(self.problems)
